"""An account without a database: its items in memory, a clock, and the messages sent."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from shared.aws.table import ConditionFailed
from shared.compute.admission.permits import Permit, Permits, QueuedJob
from shared.compute.admission.repository import AdmissionRepository, QueueChange
from shared.compute.admission.service import (
    Account,
    AdmissionRequest,
    AdmissionService,
    Admitted,
    Queued,
)
from shared.compute.contract.tasks import Priority
from shared.core.ids import derived_id
from shared.providers.adapter import Limits

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ACCOUNT = Account("fal", "platform")
PLENTY = 100_000  # a rate that bounds nothing


class MemoryRepository(AdmissionRepository):
    def __init__(self) -> None:
        self.state = Permits()
        self.queue: dict[str, QueuedJob] = {}
        self.stored_requests: dict[str, QueuedJob] = {}
        self.commits = 0
        self.grants: list[datetime] = []  # when each place was

    def permits(self, account: Account) -> Permits:
        return self.state

    def read(self, account: Account, job_id: UUID) -> tuple[Permits, QueuedJob | None]:
        return self.state, self.stored_requests.get(str(job_id))

    def front(self, account: Account, count: int) -> list[QueuedJob]:
        return sorted(self.queue.values(), key=lambda queued: queued.turn)[:count]

    def requests(self, account: Account, job_ids: Iterable[str]) -> list[QueuedJob]:
        return [
            self.stored_requests[job_id] for job_id in job_ids if job_id in self.stored_requests
        ]

    def commit(self, account: Account, permits: Permits, change: QueueChange) -> None:
        if permits.version != self.state.version:
            raise ConditionFailed
        before = {permit.job_id for permit in self.state.granted}
        self.grants += [each.since for each in permits.granted if each.job_id not in before]
        stored = Permits.model_validate(permits.model_dump(mode="json"))
        self.state = stored.model_copy(update={"version": permits.version + 1})
        for queued in change.enqueued:
            assert queued.job_id not in self.queue
            self.queue[queued.job_id] = self.stored_requests[queued.job_id] = queued
        for queued in change.dequeued:
            del self.queue[queued.job_id]
        for job_id in change.settled:
            self.stored_requests.pop(job_id, None)
        self.commits += 1


class MemoryAdmission(AdmissionService):
    def __init__(
        self, repository: AdmissionRepository, send: Callable[[Priority, str], None]
    ) -> None:
        self._repository = repository
        self._send = send


class World:
    """One account, its timer (as the queue would keep it) and the messages under way."""

    def __init__(self, concurrent: int = 2, per_minute: int = PLENTY) -> None:
        self.limits = Limits(concurrent=concurrent, per_minute=per_minute)
        self.now = NOW
        self.repository = MemoryRepository()
        self.messages: list[str] = []
        self.timers: list[datetime] = []
        self.requests: dict[str, AdmissionRequest] = {}
        self.running: dict[str, datetime] = {}
        self.admitted: list[tuple[datetime, str]] = []
        self.admission = MemoryAdmission(
            self.repository, lambda _, message: self.messages.append(message)
        )

    def request(
        self,
        name: str,
        organization: str = "acme",
        priority: Priority = Priority.DEFAULT,
        lease_seconds: int = 1200,
    ) -> AdmissionRequest:
        made = AdmissionRequest(
            job_id=derived_id(name),
            organization_id=derived_id(organization),
            priority=priority,
            message=name,
            lease_seconds=lease_seconds,
        )
        self.requests[name] = made
        return made

    def acquire(self, name: str, **details: object) -> Admitted | Queued:
        if name not in self.requests:
            self.request(name, **details)  # type: ignore[arg-type]
        kept = self._permit_of(name)
        answer = self.admission.acquire(ACCOUNT, self.requests[name], self.limits, self.now)
        if isinstance(answer, Queued):
            self._set_timer(answer.retry_at)
        elif kept:  # it died after it came in, and its message came once more
            self.running[name] = kept.since
        else:
            assert not self.repository.state.is_paused(self.now)
            self.running[name] = self.now
            self.admitted.append((self.now, name))
        return answer

    def release(self, name: str) -> None:
        self.running.pop(name, None)
        self._set_timer(self.admission.release(ACCOUNT, self.requests[name].job_id, self.now))

    def cancel(self, name: str) -> None:
        self.running.pop(name, None)
        self._set_timer(self.admission.release(ACCOUNT, self.requests[name].job_id, self.now))

    def pause(self, seconds: float) -> None:
        self.admission.pause(ACCOUNT, self.now + timedelta(seconds=seconds))

    def deliver(self) -> list[str]:
        """Every message under way arrives; who came in by it."""
        sent, self.messages = self.messages, []
        return [name for name in sent if isinstance(self.acquire(name), Admitted)]

    def wait(self, seconds: float) -> None:
        """The clock goes on, and the timers that are due ring at their time."""
        end = self.now + timedelta(seconds=seconds)
        while self.timers and min(self.timers) <= end:
            at = min(self.timers)
            self.timers.remove(at)
            self.now = max(self.now, at)
            self._set_timer(self.admission.admit_queued(ACCOUNT, self.limits, self.now))
        self.now = end

    def _permit_of(self, name: str) -> Permit | None:
        """The place that it came into and that is still its own."""
        permit = self.repository.state.permit(str(self.requests[name].job_id))
        has_begun = permit and not permit.resend_at and permit.until > self.now
        return permit if has_begun else None

    def _set_timer(self, at: datetime | None) -> None:
        if at is not None:
            assert self.now <= at <= self.now + timedelta(minutes=15)
            self.timers.append(at)
