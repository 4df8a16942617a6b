"""The faults that can be injected into simulated providers."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from threading import Lock
from typing import Any, Literal, get_args

FaultKind = Literal[
    "latency",  # takes `seconds` longer
    "rate",  # 429 without a hint
    "rate_with_hint",  # 429 with Retry-After: `seconds`, else 1
    "no_credit",
    "server_error",
    "hang",  # no reply until the client disconnects, for at most 30 s
    "stuck",  # accepted, never ends
    "refusal",  # content moderation
    "bad_input",
    "auth",
    "expired_result",  # the first link to the result fails
    "webhook_duplicate",  # sent three times
    "webhook_reordered",  # the final one before the progress
    "webhook_late",  # `seconds` after the end, else 2
    "webhook_bad_signature",  # a forged one, then the valid one
    "webhook_early",  # before the reply to the submit
    "webhook_lost",
    "lost_reply",  # accepted and billed, but the connection is dropped
    "job_failed",  # accepted, and the job fails
]
Step = Literal["submit", "poll"]

# Rejected before a job is accepted, with the vendor's own response.
REJECTIONS: frozenset[str] = frozenset(
    {"rate", "rate_with_hint", "no_credit", "server_error", "bad_input", "auth"}
)
# The faults that polls can have; all others are faults of submits.
AT_POLL: frozenset[str] = REJECTIONS | {"latency", "hang"}


@dataclass(kw_only=True)
class Fault:
    """A fault of one provider, or of all if `provider` is "*".

    Attributes:
        times: The number of submits or polls that the fault affects.
        match: Restricts the fault to requests whose model or inputs contain this text.
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
    """The pending faults, in the order of their injection."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._lock = Lock()

    def add(self, *faults: Fault) -> None:
        with self._lock:
            self._waiting.extend(faults)

    def take(self, provider: str, text: str = "", at: Step = "submit") -> Fault | None:
        """Returns the first matching fault and counts it down, or None."""
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
