"""What every simulated vendor does with a request: faults first, then the order."""

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.simulator import media
from tests.simulator.callbacks import Callbacks, Caller
from tests.simulator.faults import REJECTIONS, Fault, Step
from tests.simulator.world import Order, World, addresses, trimmed

_HANG_SECONDS = 30.0
_FILES = "/_files/{order_id}/{version:int}-{index:int}.{ending}"
_MIMES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp", "mp4": "video/mp4"}

# The vendor's answer to a fault of REJECTIONS: (kind, seconds for Retry-After) -> response.
Reject = Callable[[str, float], Response]
# The file of an order, by index and MIME type; for what `media.picture` does not suit.
Draw = Callable[[Order, int, str], bytes]


class Answered(Exception):
    """Ends a handler: `response` is what the client gets, None drops the connection."""

    def __init__(self, response: Response | None) -> None:
        self.response = response


class Desk:
    """A vendor's counter: the handlers of one vendor module use it and nothing else.

    `is_allowed` looks at the key of a request; without it everybody is.
    """

    def __init__(
        self,
        world: World,
        callbacks: Callbacks,
        provider: str,
        reject: Reject,
        caller: Caller | None = None,
        is_allowed: Callable[[Request], bool] = lambda request: True,
        draw: Draw | None = None,
    ) -> None:
        self.world = world
        self._callbacks = callbacks
        self._provider = provider
        self._reject = reject
        self._caller = caller
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
    ) -> Order:
        """A billed order, unless a fault was planted; then the handler ends here."""
        words = f"{model} {json.dumps(trimmed(inputs), ensure_ascii=False)}"
        fault = await self._gate(request, "submit", words)
        await self._read(inputs, callback_url)
        before = len(self.world.orders)
        order = self.world.accept(
            provider=self._provider,
            model=model,
            inputs=inputs,
            fault=fault,
            callback_url=callback_url,
            idempotency_key=idempotency_key,
            origin=f"{request.url.scheme}://{request.url.netloc}",
        )
        if self._caller and len(self.world.orders) > before:
            await self._callbacks.begin(order, self._caller)
        if fault and fault.kind == "lost_reply":
            raise Answered(None)
        return order

    async def find(self, request: Request, order_id: str, is_poll: bool = True) -> Order | None:
        """An order of this vendor; faults planted for polls strike here."""
        await self._gate(request, "poll" if is_poll else None, order_id)
        order = self.world.orders.get(order_id)
        if order is None or order.provider != self._provider:
            return None
        order.polls += is_poll
        return order

    async def wait(self, order: Order) -> None:
        """For a vendor that answers in the reply: returns when the order is ready.

        One that got stuck ends the handler after 30 s without an answer.
        """
        left = order.ready_at - self.world.now()
        await asyncio.sleep(min(max(left, 0.0), _HANG_SECONDS))
        if self.world.state(order) == "pending":
            raise Answered(None)

    def link(self, order: Order, index: int = 0, ending: str = "png") -> str:
        """Where the file can be fetched, on the host that the client itself used."""
        version = self.world.link_version(order)
        return f"{order.root}/_files/{order.id}/{version}-{index}.{ending}"

    def body(self, order: Order, index: int = 0, mime: str = "image/png") -> bytes:
        """The file itself, the same one every time."""
        return self._draw(order, index, mime)

    def files(self) -> Route:
        """The route behind `link`; add it to the vendor's routes."""
        return Route(_FILES, self._serve)

    def _serve(self, request: Request) -> Response:
        at = request.path_params
        order = self.world.orders.get(at["order_id"])
        if order is None or at["ending"] not in _MIMES:
            return Response(status_code=404)
        if not self.world.may_fetch(order, at["version"]):
            return Response("Request has expired", status_code=403)
        mime = _MIMES[at["ending"]]
        return Response(self.body(order, at["index"], mime), media_type=mime)

    async def _read(self, inputs: Any, callback_url: str) -> None:
        if not self.world.reads_inputs:
            return
        for url in addresses(inputs):
            if url != callback_url and not await self._callbacks.can_read(url):
                raise Answered(self._reject("bad_input", 0.0))

    async def _gate(self, request: Request, step: Step | None, words: str) -> Fault | None:
        if not self._is_allowed(request):
            raise Answered(self._reject("auth", 0.0))
        fault = self.world.faults.take(self._provider, words, step) if step else None
        if fault is None:
            return None
        self.world.note(self._provider, fault)
        if fault.kind in REJECTIONS:
            raise Answered(self._reject(fault.kind, fault.seconds or 1.0))
        if fault.kind == "hang":
            await _outlast(request, fault.seconds or _HANG_SECONDS)
            raise Answered(None)
        if fault.kind == "latency" and step == "poll":
            await asyncio.sleep(fault.seconds)
        return fault


async def _outlast(request: Request, seconds: float) -> None:
    """Until the client gives up."""
    for _ in range(int(min(seconds, _HANG_SECONDS) * 10)):
        if await request.is_disconnected():
            return
        await asyncio.sleep(0.1)


def _draw(order: Order, index: int, mime: str) -> bytes:
    seed = f"{order.id}/{index}"
    return media.mp4(seed) if mime == "video/mp4" else media.picture(seed, mime=mime)


def bearer(request: Request) -> str:
    """The token of `Authorization: Bearer ...`."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else ""


def retry_after(kind: str, seconds: float) -> Mapping[str, str]:
    """Headers of a 429: a hint for `rate_with_hint`, none for `rate`."""
    return {"Retry-After": f"{seconds:g}"} if kind == "rate_with_hint" else {}
