"""What can be made to go wrong at a simulated provider, and how often."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from threading import Lock
from typing import Any, Literal, get_args

FaultKind = Literal[
    "latency",  # `seconds` more
    "rate",  # 429 without a hint
    "rate_with_hint",  # 429 with Retry-After: `seconds`, else 1
    "no_credit",
    "server_error",
    "hang",  # no answer until the client gives up; at most 30 s
    "stuck",  # accepted, never finished
    "refusal",  # content moderation
    "bad_input",
    "auth",
    "expired_result",  # the first link to the result is dead
    "webhook_duplicate",  # three times the same
    "webhook_reordered",  # the end before the progress
    "webhook_late",  # `seconds` after the end, else 2
    "webhook_bad_signature",  # a forged one, then the true one
    "webhook_early",  # before the submit has been answered
    "webhook_lost",
    "lost_reply",  # accepted and billed, but the connection drops without an answer
    "job_failed",  # accepted, and it fails
]
Step = Literal["submit", "poll"]

# Answered before anything is accepted, in the vendor's own shape.
REJECTIONS: frozenset[str] = frozenset(
    {"rate", "rate_with_hint", "no_credit", "server_error", "bad_input", "auth"}
)
# Other than these, a fault belongs to a submit.
AT_POLL: frozenset[str] = REJECTIONS | {"latency", "hang"}


@dataclass(kw_only=True)
class Fault:
    """`provider` may be "*". `match` is a text to be found in the model or the inputs.

    `times` counts down with each order (or poll) that it spoils.
    """

    provider: str
    kind: FaultKind
    times: int = 1
    seconds: float = 0.0
    match: str = ""
    at: Step = "submit"

    def __post_init__(self) -> None:
        if self.kind not in get_args(FaultKind):
            raise ValueError(f"There is no fault {self.kind!r}.")
        if self.at == "poll" and self.kind not in AT_POLL:
            raise ValueError(f"The fault {self.kind!r} belongs to a submit.")


class Faults:
    """The faults that wait for their victim, in the order they were planted."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._lock = Lock()

    def add(self, *faults: Fault) -> None:
        with self._lock:
            self._waiting.extend(faults)

    def take(self, provider: str, text: str = "", at: Step = "submit") -> Fault | None:
        """The first that fits, once; None when all goes well."""
        with self._lock:
            for fault in self._waiting:
                fits = fault.provider in ("*", provider) and fault.at == at
                if fits and fault.match in text:
                    fault.times -= 1
                    if fault.times <= 0:
                        self._waiting.remove(fault)
                    return fault
        return None

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()

    def listed(self) -> Sequence[dict[str, Any]]:
        with self._lock:
            return [asdict(fault) for fault in self._waiting]
