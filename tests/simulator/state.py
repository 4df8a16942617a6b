"""The state of the simulated providers: accepted jobs and injected faults. No I/O."""

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
# In a prompt or in the name of an image: the duration of this job.
_MARKED_SECONDS = re.compile(r"\btakes[ -](\d+(?:\.\d+)?)[ -]s\b")
Outcome = Literal["ready", "job_failed", "refusal"]
JobStatus = Literal["pending", "ready", "job_failed", "refusal", "cancelled"]


@dataclass(kw_only=True)
class Job:
    """One accepted submit, which the vendor would bill.

    Times are seconds of the state's clock.

    Attributes:
        ready_at: Infinite for a job that never ends.
        repeats: Further submits with the same `idempotency_key`, which are not billed.
        origin: The scheme and host that the client used, for links in replies.
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
    outcome: Outcome = "ready"
    cancelled: bool = False
    repeats: int = 0
    polls: int = 0
    fetches: int = 0
    dead_fetches: int = 0
    delivery_attempts: int = 0
    delivered: int = 0

    @property
    def root(self) -> str:
        """The vendor's base URL for the client."""
        return f"{self.origin}/{self.provider}"

    def summary(self) -> dict[str, Any]:
        values = asdict(self)
        values["ready_at"] = None if self.ready_at == float("inf") else self.ready_at
        return values


def urls_in(value: Any) -> list[str]:
    """The URLs among the inputs, at any depth."""
    if isinstance(value, Mapping):
        return [url for inner in value.values() for url in urls_in(inner)]
    if isinstance(value, (list, tuple)):
        return [url for inner in value for url in urls_in(inner)]
    is_address = isinstance(value, str) and value.startswith(("http://", "https://"))
    return [value] if is_address else []


def trimmed(value: Any) -> Any:
    """The inputs with bytes and long texts (base64) replaced by their digests."""
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
class TriggeredFault:
    """A fault that affected a request."""

    provider: str
    kind: FaultKind
    at: float


def marked_seconds(inputs: Any) -> float | None:
    """The seconds of "takes 4.2 s" (or `takes-4.2-s`) in the inputs; None without such a mark."""
    found = _MARKED_SECONDS.search(json.dumps(inputs, ensure_ascii=False))
    return float(found[1]) if found else None


class SimulatorState:
    """Jobs and faults of all providers.

    Attributes:
        latency_seconds: The duration of jobs by provider, 0.2 by default. A duration in the inputs
            (`marked_seconds`) takes precedence.
        reads_inputs: Whether vendors fetch every URL of a request, as real ones do, and refuse the
            request if that fails.
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
        self.triggered: list[TriggeredFault] = []
        self.jobs: dict[str, Job] = {}

    def jobs_of(self, provider: str) -> Sequence[Job]:
        """The provider's jobs, oldest first."""
        return [job for job in list(self.jobs.values()) if job.provider == provider]

    def inject(self, provider: str, kind: FaultKind, **details: Any) -> None:
        self.faults.add(Fault(provider=provider, kind=kind, **details))

    def reset(self) -> None:
        self.jobs.clear()
        self.faults.clear()
        self.triggered.clear()
        self.latency_seconds.clear()

    def record(self, provider: str, fault: Fault) -> None:
        self.triggered.append(TriggeredFault(provider=provider, kind=fault.kind, at=self.now()))

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
    ) -> Job:
        """Returns a new job, or the existing job with the same idempotency key."""
        if idempotency_key and (known := self._known(provider, idempotency_key)):
            known.repeats += 1
            return known
        kept = trimmed(inputs)
        job = Job(
            id=self._new_id(),
            number=len(self.jobs) + 1,
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
            outcome=_outcome_of(fault),
        )
        self.jobs[job.id] = job
        return job

    def status(self, job: Job) -> JobStatus:
        if job.cancelled:
            return "cancelled"
        return "pending" if self.now() < job.ready_at else job.outcome

    def cancel(self, job: Job) -> bool:
        """Returns whether the job was pending."""
        if self.status(job) != "pending":
            return False
        job.cancelled = True
        return True

    def link_version(self, job: Job) -> int:
        """The version in links. With `expired_result`, version 0 fails, and later ones work."""
        return job.dead_fetches

    def may_fetch(self, job: Job, version: int) -> bool:
        job.fetches += 1
        if job.fault == "expired_result" and version == 0:
            job.dead_fetches += 1
            return False
        return True

    def _known(self, provider: str, key: str) -> Job | None:
        same = (job for job in self.jobs_of(provider) if job.idempotency_key == key)
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


def _outcome_of(fault: Fault | None) -> Outcome:
    match fault.kind if fault else None:
        case "job_failed":
            return "job_failed"
        case "refusal":
            return "refusal"
        case _:
            return "ready"
