"""Sends the vendors' callbacks: real requests, signed by the vendor's module, tried again."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import httpx

from tests.simulator.world import Order, World

Event = Literal["progress", "final"]
# The body the vendor sends for the event; None for a vendor that stays silent then.
Compose = Callable[[Order, Event], bytes | None]
# Headers for a body, signed with the true key or (True) with a wrong one.
Sign = Callable[[Order, bytes, bool], Mapping[str, str]]

_TIMEOUT_SECONDS = 10.0
_GAPS_SECONDS = (0.3, 1.0, 2.0)
_LATE_SECONDS = 2.0


@dataclass(frozen=True)
class Caller:
    """How one vendor calls back. Without `sign` a forged callback has a wrong `t` in its URL."""

    compose: Compose
    sign: Sign | None = None
    sends_progress: bool = False


class Callbacks:
    """Runs in the server's event loop; `open` and `close` belong to its lifespan."""

    def __init__(self, world: World) -> None:
        self._world = world
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
        """Whether the vendor gets a file at an address that it was given."""
        assert self._http is not None, "the server is not running"
        try:
            answer = await self._http.get(url)
        except (httpx.HTTPError, httpx.InvalidURL):
            return False
        return answer.is_success and bool(answer.content)

    async def begin(self, order: Order, caller: Caller) -> None:
        """Everything that this order's callbacks are; with `webhook_early` they go out first."""
        if order.callback_url and order.fault == "webhook_early":
            await self._send(order, caller, "final", is_once=True)
        elif order.callback_url and order.fault != "webhook_lost":
            self._start(self._run(order, caller))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, order: Order, caller: Caller) -> None:
        is_reordered = order.fault == "webhook_reordered"
        if caller.sends_progress and not is_reordered:
            await self._send(order, caller, "progress")
        await self._wait_for_end(order)
        if order.fault == "webhook_late":
            await asyncio.sleep(order.fault_seconds or _LATE_SECONDS)
        if order.fault == "webhook_bad_signature":
            await self._send(order, caller, "final", is_forged=True, is_once=True)
        for _ in range(3 if order.fault == "webhook_duplicate" else 1):
            await self._send(order, caller, "final")
        if is_reordered and caller.sends_progress:
            await self._send(order, caller, "progress")

    async def _wait_for_end(self, order: Order) -> None:
        while self._is_known(order) and self._world.state(order) == "pending":
            left = order.ready_at - self._world.now()
            await asyncio.sleep(min(max(left, 0.01), 0.5))

    async def _send(
        self,
        order: Order,
        caller: Caller,
        event: Event,
        is_forged: bool = False,
        is_once: bool = False,
    ) -> None:
        body = caller.compose(order, event) if self._is_known(order) else None
        if body is None:
            return
        url = order.callback_url
        if is_forged and caller.sign is None:
            url = with_wrong_token(url)
        for gap in (*_GAPS_SECONDS, None):
            signed = caller.sign(order, body, is_forged) if caller.sign else {}
            is_accepted = await self._post(order, url, body, signed)
            if is_accepted or is_once or gap is None:
                return
            await asyncio.sleep(gap)

    async def _post(self, order: Order, url: str, body: bytes, signed: Mapping[str, str]) -> bool:
        assert self._http is not None, "the server is not running"
        order.delivery_attempts += 1
        try:
            answer = await self._http.post(
                url, content=body, headers={"content-type": "application/json", **signed}
            )
        except httpx.HTTPError:
            return False
        order.delivered += answer.is_success
        return answer.is_success

    def _is_known(self, order: Order) -> bool:
        """False after a reset: nobody waits for this one any more."""
        return order.id in self._world.orders


def with_wrong_token(url: str) -> str:
    """The same URL with another `t`."""
    parts = urlsplit(url)
    query = [(k, v[::-1] + "0" if k == "t" else v) for k, v in parse_qsl(parts.query)]
    return urlunsplit(parts._replace(query=urlencode(query)))
