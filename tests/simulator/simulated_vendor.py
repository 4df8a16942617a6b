"""The common part of the simulated vendors: keys, faults, jobs, files and callbacks."""

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.simulator import media
from tests.simulator.callbacks import CallbackFormat, Callbacks
from tests.simulator.faults import REJECTIONS, Fault, Step
from tests.simulator.state import Job, SimulatorState, trimmed, urls_in

_HANG_SECONDS = 30.0
_FILES = "/_files/{job_id}/{version:int}-{index:int}.{suffix}"
_MIMES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp", "mp4": "video/mp4"}

# The vendor's response to a fault of REJECTIONS: (kind, seconds for Retry-After) -> response.
Reject = Callable[[str, float], Response]
# Creates the file of a job, by index and MIME type; the default is `media.image`.
Draw = Callable[[Job, int, str], bytes]


class EarlyResponse(Exception):
    """Ends a handler with `response`; None drops the connection."""

    def __init__(self, response: Response | None) -> None:
        self.response = response


class SimulatedVendor:
    """One vendor's access to the simulator's state, used by all its handlers.

    `is_allowed` checks the key of a request; without it every request is allowed.
    """

    def __init__(
        self,
        state: SimulatorState,
        callbacks: Callbacks,
        provider: str,
        reject: Reject,
        callback_format: CallbackFormat | None = None,
        is_allowed: Callable[[Request], bool] = lambda request: True,
        draw: Draw | None = None,
    ) -> None:
        self.state = state
        self._callbacks = callbacks
        self._provider = provider
        self._reject = reject
        self._callback_format = callback_format
        self._is_allowed = is_allowed
        self._draw = draw or _draw

    async def accept(
        self,
        request: Request,
        *,
        model: str,
        inputs: Any,
        callback_url: str = "",
        idempotency_key: str = "",
    ) -> Job:
        """Returns a billed job. An injected fault may raise EarlyResponse or stay with the job."""
        words = f"{model} {json.dumps(trimmed(inputs), ensure_ascii=False)}"
        fault = await self._gate(request, "submit", words)
        await self._read(inputs, callback_url)
        before = len(self.state.jobs)
        job = self.state.accept(
            provider=self._provider,
            model=model,
            inputs=inputs,
            fault=fault,
            callback_url=callback_url,
            idempotency_key=idempotency_key,
            origin=f"{request.url.scheme}://{request.url.netloc}",
        )
        if self._callback_format and len(self.state.jobs) > before:
            await self._callbacks.begin(job, self._callback_format)
        if fault and fault.kind == "lost_reply":
            raise EarlyResponse(None)
        return job

    async def find(self, request: Request, job_id: str, is_poll: bool = True) -> Job | None:
        """Returns the vendor's job, or None. Faults for polls are triggered here."""
        await self._gate(request, "poll" if is_poll else None, job_id)
        job = self.state.jobs.get(job_id)
        if job is None or job.provider != self._provider:
            return None
        job.polls += is_poll
        return job

    async def wait(self, job: Job) -> None:
        """For synchronous vendors: waits until the job is ready.

        Drops the connection after 30 s if the job never ends.
        """
        left = job.ready_at - self.state.now()
        await asyncio.sleep(min(max(left, 0.0), _HANG_SECONDS))
        if self.state.status(job) == "pending":
            raise EarlyResponse(None)

    def link(self, job: Job, index: int = 0, suffix: str = "png") -> str:
        """The URL of a file of the job, on the host that the client used."""
        version = self.state.link_version(job)
        return f"{job.root}/_files/{job.id}/{version}-{index}.{suffix}"

    def body(self, job: Job, index: int = 0, mime: str = "image/png") -> bytes:
        """The bytes of the file; equal for equal arguments."""
        return self._draw(job, index, mime)

    def files(self) -> Route:
        """The route of `link`, to be added to the vendor's routes."""
        return Route(_FILES, self._serve)

    def _serve(self, request: Request) -> Response:
        at = request.path_params
        job = self.state.jobs.get(at["job_id"])
        if job is None or at["suffix"] not in _MIMES:
            return Response(status_code=404)
        if not self.state.may_fetch(job, at["version"]):
            return Response("Request has expired", status_code=403)
        mime = _MIMES[at["suffix"]]
        return Response(self.body(job, at["index"], mime), media_type=mime)

    async def _read(self, inputs: Any, callback_url: str) -> None:
        if not self.state.reads_inputs:
            return
        for url in urls_in(inputs):
            if url != callback_url and not await self._callbacks.can_read(url):
                raise EarlyResponse(self._reject("bad_input", 0.0))

    async def _gate(self, request: Request, step: Step | None, words: str) -> Fault | None:
        if not self._is_allowed(request):
            raise EarlyResponse(self._reject("auth", 0.0))
        fault = self.state.faults.take(self._provider, words, step) if step else None
        if fault is None:
            return None
        self.state.record(self._provider, fault)
        if fault.kind in REJECTIONS:
            raise EarlyResponse(self._reject(fault.kind, fault.seconds or 1.0))
        if fault.kind == "hang":
            await _outlast(request, fault.seconds or _HANG_SECONDS)
            raise EarlyResponse(None)
        if fault.kind == "latency" and step == "poll":
            await asyncio.sleep(fault.seconds)
        return fault


async def _outlast(request: Request, seconds: float) -> None:
    """Waits until the client disconnects, for at most `seconds`."""
    for _ in range(int(min(seconds, _HANG_SECONDS) * 10)):
        if await request.is_disconnected():
            return
        await asyncio.sleep(0.1)


def _draw(job: Job, index: int, mime: str) -> bytes:
    seed = f"{job.id}/{index}"
    return media.mp4(seed) if mime == "video/mp4" else media.image(seed, mime=mime)


def bearer(request: Request) -> str:
    """The token of an `Authorization: Bearer` header, or ""."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else ""


def retry_after(kind: str, seconds: float) -> Mapping[str, str]:
    """The headers of a 429: `Retry-After` for `rate_with_hint`, none for `rate`."""
    return {"Retry-After": f"{seconds:g}"} if kind == "rate_with_hint" else {}
