"""A provider that exists nowhere: its adapters, and the server behind them, on a virtual clock.

`ready` orders finish after `seconds`; what a test puts into `faults` happens to the next submits.
"""

import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx

from shared.core.clock import Clock
from shared.providers.adapter import (
    Adapter,
    BaseAdapter,
    Cancellation,
    Delivery,
    HttpReply,
    HttpRequest,
    Job,
    Limits,
    Mode,
    ModelSpec,
)
from shared.providers.errors import (
    ProviderFailed,
    ProviderOutOfCredit,
    ProviderRefused,
)
from shared.providers.replies import Completed, OutputFile, Pending, Submitted
from shared.providers.reply_errors import error_of_status
from shared.providers.requests import ProviderRequest


class VendorAdapter(BaseAdapter):
    """The simplest protocol that has everything: submit, status, cancel, callback."""

    def __init__(self, name: str, mode: Mode, *, rank: int = 20, concurrent: int = 10) -> None:
        self.name = name
        self.mode = mode
        self.base_url = f"https://{name}.test"
        self.models = tuple(
            ModelSpec(
                capability=capability,
                id=f"{name}-1",
                rank=rank,
                typical_seconds=10,
                deadline_seconds=120,
            )
            for capability in ("generate", "caption")
        )
        self.limits = Limits(concurrent=concurrent, per_minute=600)

    def build_submit(self, request: ProviderRequest, job: Job) -> HttpRequest:
        order = {"job": str(job.id), "callback": job.callback_url}
        return HttpRequest(method="POST", url=f"{self.base_url}/orders", json=order)

    def parse_submit(self, reply: HttpReply, job: Job) -> Completed | Submitted:
        body = _body(self.name, reply)
        if self.mode == "sync":
            return _completed(body)
        return Submitted(request_id=body["id"], handle={"id": body["id"]})

    def build_poll(self, job: Job) -> HttpRequest:
        return HttpRequest(method="GET", url=f"{self.base_url}/orders/{job.handle['id']}")

    def parse_poll(self, reply: HttpReply, job: Job) -> Pending | Completed | HttpRequest:
        body = _body(self.name, reply)
        return Pending() if body["state"] == "working" else _completed(body)

    def build_cancel(self, job: Job) -> HttpRequest | None:
        return HttpRequest(method="DELETE", url=f"{self.base_url}/orders/{job.handle['id']}")

    def parse_cancel(self, reply: HttpReply, job: Job) -> Cancellation:
        return "cancelled"

    def is_final(self, delivery: Delivery) -> bool:
        return b"done" in delivery.body


def _body(name: str, reply: HttpReply) -> Mapping[str, Any]:
    body = reply.object()
    match body.get("error"):
        case "refused":
            raise ProviderRefused("Not this.", stage="input")
        case "no_credit":
            raise ProviderOutOfCredit(f"The account at {name} is empty.")
        case "broken":
            raise ProviderFailed(f"{name} could not do it.")
    if not reply.is_success:
        raise error_of_status(name, reply.status, reply.headers.get("retry-after"))
    return body


def _completed(body: Mapping[str, Any]) -> Completed:
    return Completed(files=(OutputFile(url=body["file"], mime="image/webp"),), seed=7)


@dataclass
class VendorOrder:
    id: str
    job: str
    callback: str
    ready_at: datetime
    cancelled: bool = False
    error: str = ""


@dataclass
class Vendor:
    """What the server remembers; `orders` are those that would be billed."""

    adapter: VendorAdapter
    clock: Clock
    picture: bytes
    seconds: float = 10.0
    faults: deque[str] = field(default_factory=deque)
    dead_links: int = 0
    orders: list[VendorOrder] = field(default_factory=list)
    polls: int = 0

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return self._take(json.loads(request.content))
        if request.url.path.startswith("/files/"):
            if self.dead_links:
                self.dead_links -= 1
                return httpx.Response(404)
            return httpx.Response(200, content=self.picture, headers={"content-type": "image/webp"})
        order = next(o for o in self.orders if o.id == request.url.path.rpartition("/")[2])
        if request.method == "DELETE":
            order.cancelled = True
            return httpx.Response(200, json={})
        self.polls += 1
        return self._state(order)

    def _take(self, wish: dict[str, str]) -> httpx.Response:
        fault = self.faults.popleft() if self.faults else ""
        match fault:
            case "busy":
                return httpx.Response(429)
            case "busy_hint":
                return httpx.Response(429, headers={"retry-after": "30"})
            case "down":
                return httpx.Response(503)
            case "refused" | "no_credit":
                return httpx.Response(200, json={"error": fault})
            case "unreachable":
                raise httpx.ConnectError("nobody there")
        order = VendorOrder(
            id=f"{self.adapter.name}-{len(self.orders)}",
            job=wish["job"],
            callback=wish["callback"],
            ready_at=self.clock() + timedelta(seconds=self.seconds),
        )
        self.orders.append(order)
        if fault == "lost_reply":
            raise httpx.ReadTimeout("the answer never came")
        if fault == "stuck":
            order.ready_at += timedelta(days=30)
        if fault == "broken":
            order.error = "broken"
        if self.adapter.mode == "sync":
            return httpx.Response(200, json=self._result(order))
        return httpx.Response(200, json={"id": order.id})

    def _state(self, order: VendorOrder) -> httpx.Response:
        if self.clock() < order.ready_at:
            return httpx.Response(200, json={"state": "working"})
        if order.error:
            return httpx.Response(200, json={"error": order.error})
        return httpx.Response(200, json=self._result(order))

    def _result(self, order: VendorOrder) -> dict[str, str]:
        return {"state": "done", "file": f"{self.adapter.base_url}/files/{order.id}.webp"}


def vendor(world: Any, name: str = "alpha", mode: Mode = "webhook", **options: int) -> Vendor:
    """One that a test opens its world with; the first choice has the lowest `rank`."""
    adapter = VendorAdapter(name, mode, **{"rank": 10, **options})
    return Vendor(adapter, world.clock, world.picture)


class VendorRegistry:
    """Stands in for shared.providers.registry."""

    def __init__(self, *vendors: Vendor) -> None:
        self._adapters = {vendor.adapter.name: vendor.adapter for vendor in vendors}
        self.MODULES: Mapping[str, str] = dict.fromkeys(sorted(self._adapters), "")

    def get_adapter(self, name: str) -> Adapter:
        return self._adapters[name]
