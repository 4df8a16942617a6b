"""What has happened at the simulated providers: orders, and what is to go wrong. No I/O."""

import hashlib
import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal
from uuid import uuid4

from tests.simulator.faults import Fault, FaultKind, Faults

DEFAULT_LATENCY_SECONDS = 0.2
# In a prompt or in the name of a picture: how long this very order is to take.
_MARKED_SECONDS = re.compile(r"\btakes[ -](\d+(?:\.\d+)?)[ -]s\b")
Ending = Literal["ready", "job_failed", "refusal"]
State = Literal["pending", "ready", "job_failed", "refusal", "cancelled"]


@dataclass(kw_only=True)
class Order:
    """One accepted submit: the vendor would have billed it.

    Times are seconds of the world's clock; `ready_at` is infinite for one that got stuck.
    `repeats` counts further submits with the same `idempotency_key`, which cost nothing.
    `origin` is the address under which the client reached us, for links that it can follow.
    """

    id: str
    number: int
    provider: str
    model: str
    inputs: Any
    inputs_digest: str
    idempotency_key: str
    callback_url: str
    origin: str
    created_at: float
    ready_at: float
    fault: FaultKind | None = None
    fault_seconds: float = 0.0
    ending: Ending = "ready"
    cancelled: bool = False
    repeats: int = 0
    polls: int = 0
    fetches: int = 0
    dead_fetches: int = 0
    delivery_attempts: int = 0
    delivered: int = 0

    @property
    def root(self) -> str:
        """This vendor's base URL, as the client knows it."""
        return f"{self.origin}/{self.provider}"

    def summary(self) -> dict[str, Any]:
        told = asdict(self)
        told["ready_at"] = None if self.ready_at == float("inf") else self.ready_at
        return told


def addresses(value: Any) -> list[str]:
    """The web addresses among the inputs, however deep."""
    if isinstance(value, Mapping):
        return [url for inner in value.values() for url in addresses(inner)]
    if isinstance(value, (list, tuple)):
        return [url for inner in value for url in addresses(inner)]
    is_address = isinstance(value, str) and value.startswith(("http://", "https://"))
    return [value] if is_address else []


def trimmed(value: Any) -> Any:
    """Inputs worth keeping: bytes and long texts (base64) are replaced by their digests."""
    if isinstance(value, Mapping):
        return {str(key): trimmed(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [trimmed(inner) for inner in value]
    if isinstance(value, str) and len(value) > 2000:
        value = value.encode()
    if isinstance(value, bytes):
        return f"sha256:{hashlib.sha256(value).hexdigest()}:{len(value)}"
    return value


@dataclass(frozen=True, kw_only=True)
class Struck:
    """A fault that has met its victim."""

    provider: str
    kind: FaultKind
    at: float


def marked_seconds(inputs: Any) -> float | None:
    """From "takes 4.2 s" (or `takes-4.2-s`) in the inputs; None when nothing is said."""
    found = _MARKED_SECONDS.search(json.dumps(inputs, ensure_ascii=False))
    return float(found[1]) if found else None


class World:
    """`latency_seconds` by provider, 0.2 for one that is not named; inputs that say how long
    they take (`marked_seconds`) go before.

    With `reads_inputs` the vendors fetch every picture whose address they are given, as real
    ones do, and refuse the order when they cannot.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.time,
        new_id: Callable[[], str] = lambda: str(uuid4()),
    ) -> None:
        self.now = clock
        self._new_id = new_id
        self.faults = Faults()
        self.latency_seconds: dict[str, float] = {}
        self.reads_inputs = False
        self.struck: list[Struck] = []
        self.orders: dict[str, Order] = {}

    def orders_of(self, provider: str) -> Sequence[Order]:
        """In the order they were accepted."""
        return [order for order in list(self.orders.values()) if order.provider == provider]

    def plant(self, provider: str, kind: FaultKind, **details: Any) -> None:
        self.faults.add(Fault(provider=provider, kind=kind, **details))

    def reset(self) -> None:
        self.orders.clear()
        self.faults.clear()
        self.struck.clear()
        self.latency_seconds.clear()

    def note(self, provider: str, fault: Fault) -> None:
        self.struck.append(Struck(provider=provider, kind=fault.kind, at=self.now()))

    def accept(
        self,
        *,
        provider: str,
        model: str,
        inputs: Any,
        fault: Fault | None = None,
        callback_url: str = "",
        idempotency_key: str = "",
        origin: str = "",
    ) -> Order:
        """A new order, or the same one for a key that this provider has seen."""
        if idempotency_key and (known := self._known(provider, idempotency_key)):
            known.repeats += 1
            return known
        kept = trimmed(inputs)
        order = Order(
            id=self._new_id(),
            number=len(self.orders) + 1,
            provider=provider,
            model=model,
            inputs=kept,
            inputs_digest=hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest(),
            idempotency_key=idempotency_key,
            callback_url=callback_url,
            origin=origin,
            created_at=self.now(),
            ready_at=self._ready_at(provider, kept, fault),
            fault=fault.kind if fault else None,
            fault_seconds=fault.seconds if fault else 0.0,
            ending=_ending(fault),
        )
        self.orders[order.id] = order
        return order

    def state(self, order: Order) -> State:
        if order.cancelled:
            return "cancelled"
        return "pending" if self.now() < order.ready_at else order.ending

    def cancel(self, order: Order) -> bool:
        """Whether there was still something to cancel."""
        if self.state(order) != "pending":
            return False
        order.cancelled = True
        return True

    def link_version(self, order: Order) -> int:
        """Goes into links; with `expired_result` version 0 is dead until it has been tried."""
        return order.dead_fetches

    def may_fetch(self, order: Order, version: int) -> bool:
        order.fetches += 1
        if order.fault == "expired_result" and version == 0:
            order.dead_fetches += 1
            return False
        return True

    def _known(self, provider: str, key: str) -> Order | None:
        same = (order for order in self.orders_of(provider) if order.idempotency_key == key)
        return next(same, None)

    def _ready_at(self, provider: str, inputs: Any, fault: Fault | None) -> float:
        latency = self.latency_seconds.get(provider, DEFAULT_LATENCY_SECONDS)
        marked = marked_seconds(inputs)
        latency = latency if marked is None else marked
        match fault.kind if fault else None:
            case "stuck":
                return float("inf")
            case "webhook_early":
                return self.now()
            case "latency" if fault:
                latency += fault.seconds
        return self.now() + latency


def _ending(fault: Fault | None) -> Ending:
    match fault.kind if fault else None:
        case "job_failed":
            return "job_failed"
        case "refusal":
            return "refusal"
        case _:
            return "ready"
