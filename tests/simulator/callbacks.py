"""Sends the callbacks of the simulated vendors, signed and with retries."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import httpx

from tests.simulator.state import Job, SimulatorState

Event = Literal["progress", "final"]
# The body of the callback for an event; None if the vendor sends none.
Compose = Callable[[Job, Event], bytes | None]
# The headers for a body: (job, body, is_forged), where forged ones have a wrong signature.
Sign = Callable[[Job, bytes, bool], Mapping[str, str]]

_TIMEOUT_SECONDS = 10.0
_GAPS_SECONDS = (0.3, 1.0, 2.0)
_LATE_SECONDS = 2.0


@dataclass(frozen=True)
class CallbackFormat:
    """One vendor's callbacks. Without `sign` a forged callback has a wrong `t` in its URL."""

    compose: Compose
    sign: Sign | None = None
    sends_progress: bool = False


class Callbacks:
    """Sends callbacks in the server's event loop, between `open` and `close`."""

    def __init__(self, state: SimulatorState) -> None:
        self._state = state
        self._tasks: set[asyncio.Task[None]] = set()
        self._http: httpx.AsyncClient | None = None

    async def open(self) -> None:
        limits = httpx.Limits(max_connections=50)
        self._http = httpx.AsyncClient(timeout=_TIMEOUT_SECONDS, limits=limits, trust_env=False)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._http:
            await self._http.aclose()

    async def can_read(self, url: str) -> bool:
        """Whether a GET of the URL returns a file."""
        assert self._http is not None, "the server is not running"
        try:
            response = await self._http.get(url)
        except (httpx.HTTPError, httpx.InvalidURL):
            return False
        return response.is_success and bool(response.content)

    async def begin(self, job: Job, callback_format: CallbackFormat) -> None:
        """Starts the job's callbacks; with `webhook_early` the final one is sent first."""
        if job.callback_url and job.fault == "webhook_early":
            await self._send(job, callback_format, "final", is_once=True)
        elif job.callback_url and job.fault != "webhook_lost":
            self._start(self._run(job, callback_format))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, job: Job, callback_format: CallbackFormat) -> None:
        is_reordered = job.fault == "webhook_reordered"
        if callback_format.sends_progress and not is_reordered:
            await self._send(job, callback_format, "progress")
        await self._wait_for_end(job)
        if job.fault == "webhook_late":
            await asyncio.sleep(job.fault_seconds or _LATE_SECONDS)
        if job.fault == "webhook_bad_signature":
            await self._send(job, callback_format, "final", is_forged=True, is_once=True)
        for _ in range(3 if job.fault == "webhook_duplicate" else 1):
            await self._send(job, callback_format, "final")
        if is_reordered and callback_format.sends_progress:
            await self._send(job, callback_format, "progress")

    async def _wait_for_end(self, job: Job) -> None:
        while self._is_known(job) and self._state.status(job) == "pending":
            left = job.ready_at - self._state.now()
            await asyncio.sleep(min(max(left, 0.01), 0.5))

    async def _send(
        self,
        job: Job,
        callback_format: CallbackFormat,
        event: Event,
        is_forged: bool = False,
        is_once: bool = False,
    ) -> None:
        body = callback_format.compose(job, event) if self._is_known(job) else None
        if body is None:
            return
        url = job.callback_url
        if is_forged and callback_format.sign is None:
            url = with_wrong_token(url)
        for gap in (*_GAPS_SECONDS, None):
            signed = callback_format.sign(job, body, is_forged) if callback_format.sign else {}
            is_accepted = await self._post(job, url, body, signed)
            if is_accepted or is_once or gap is None:
                return
            await asyncio.sleep(gap)

    async def _post(self, job: Job, url: str, body: bytes, signed: Mapping[str, str]) -> bool:
        assert self._http is not None, "the server is not running"
        job.delivery_attempts += 1
        try:
            response = await self._http.post(
                url, content=body, headers={"content-type": "application/json", **signed}
            )
        except httpx.HTTPError:
            return False
        job.delivered += response.is_success
        return response.is_success

    def _is_known(self, job: Job) -> bool:
        """False if the job was removed by a reset."""
        return job.id in self._state.jobs


def with_wrong_token(url: str) -> str:
    """The same URL with another `t`."""
    parts = urlsplit(url)
    query = [(k, v[::-1] + "0" if k == "t" else v) for k, v in parse_qsl(parts.query)]
    return urlunsplit(parts._replace(query=urlencode(query)))
