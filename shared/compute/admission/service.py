"""Admission: which jobs may use a provider account now, and which wait in its queue.

Every operation is idempotent. A returned time asks for `admit_queued` to be called then (by a
timer message); None means that no call is needed, or that one is scheduled. There is one chain
of such calls for each account, however many jobs wait.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from shared.aws.table import ConditionFailed, Table
from shared.compute.admission import permits as rules
from shared.compute.admission.permits import Permits, QueuedJob
from shared.compute.admission.repository import AdmissionRepository, QueueChange
from shared.compute.admission.requests import Account, AdmissionRequest, Admitted, Queued
from shared.compute.contract.tasks import Priority
from shared.compute.errors import LANE_BUSY
from shared.core.errors import Conflict
from shared.core.observability import get_logger
from shared.providers.adapter import Limits

__all__ = ["Account", "AdmissionRequest", "AdmissionService", "Admitted", "Queued"]

# Each lost race means that another writer went on, so a crowd of this size gets through.
_TRIES = 40
T = TypeVar("T")


class AdmissionService:
    """`send` puts a message into the queue of its priority; the message may arrive twice.

    All operations raise Unavailable `lane_busy` if the account changes at each of 40 tries.
    """

    def __init__(self, table: Table, send: Callable[[Priority, str], None]) -> None:
        self._repository = AdmissionRepository(table)
        self._send = send

    def acquire(
        self, account: Account, request: AdmissionRequest, limits: Limits, now: datetime
    ) -> Admitted | Queued:
        """Return a permit, or a position in the queue.

        A queued job's `message` is sent when its permit is granted; its receiver calls
        `acquire` again with an equal request.
        """
        return _until_written(lambda: self._acquire(account, request, limits, now))

    def release(self, account: Account, job_id: UUID, now: datetime) -> datetime | None:
        """Release the job's permit, or its position in the queue, and admit the next jobs."""
        return _until_written(lambda: self._release(account, job_id, now))

    def pause(self, account: Account, until: datetime) -> None:
        """Admit no job before `until` (the provider sent `Retry-After`). Never shortens a pause."""

        def write() -> None:
            seen = self._repository.permits(account)
            self._repository.commit(account, rules.pause(seen, until), QueueChange())

        _until_written(write)

    def admit_queued(self, account: Account, limits: Limits, now: datetime) -> datetime | None:
        """Drop expired permits, grant free ones to queued jobs, and send the messages of jobs
        that did not start again. The account's timer calls it.
        """
        return _until_written(lambda: self._admit_queued(account, limits, now))

    def _acquire(
        self, account: Account, request: AdmissionRequest, limits: Limits, now: datetime
    ) -> Admitted | Queued:
        job_id = str(request.job_id)
        seen, queued = self._repository.read(account, request.job_id)
        permits = rules.drop_expired(rules.with_limits(seen, limits), now)
        permit = permits.permit(job_id)
        if permit:
            if not permit.resend_at:
                return Admitted()
            return self._start(account, seen, permits, request, now)
        is_new = queued is None or seen.permit(job_id) is not None
        if queued is None or is_new:
            permits, queued = rules.enqueue(permits, request)
        return self._grant_or_queue(account, seen, permits, queued, is_new, now)

    def _start(
        self,
        account: Account,
        seen: Permits,
        permits: Permits,
        request: AdmissionRequest,
        now: datetime,
    ) -> Admitted | Queued:
        """Start a job that was granted its permit; during a pause its message is sent again."""
        job_id = str(request.job_id)
        if permits.is_paused(now):
            permits = rules.postpone(permits, job_id)
            permits, retry_at = rules.set_timer(permits, now, by_timer=False)
            self._write(account, seen, permits, QueueChange())
            return Queued(1, permits.paused_until, retry_at)
        permits = rules.start(permits, job_id, request.lease_seconds, now)
        self._write(account, seen, permits, QueueChange(settled=(job_id,)))
        return Admitted()

    def _grant_or_queue(
        self,
        account: Account,
        seen: Permits,
        permits: Permits,
        queued: QueuedJob,
        is_new: bool,
        now: datetime,
    ) -> Admitted | Queued:
        """Grant the free permits in the order of the queue, in which this job has its turn."""
        permits, granted = self._grant_next(
            account, permits, now, joining=queued if is_new else None
        )
        is_in = queued.job_id in {each.job_id for each in granted}
        if is_in:
            permits = rules.start(permits, queued.job_id, queued.lease_seconds, now)
        permits, retry_at = rules.set_timer(permits, now, by_timer=False)
        others = tuple(each for each in granted if each.job_id != queued.job_id)
        change = QueueChange(
            enqueued=(queued,) if is_new and not is_in else (),
            dequeued=(*others, queued) if is_in and not is_new else others,
            settled=(queued.job_id,) if is_in and not is_new else (),
        )
        self._write(account, seen, permits, change)
        self._send_messages(account, [each.job_id for each in others])
        if is_in:
            return Admitted()
        turn = rules.position(permits, queued)
        return Queued(turn, rules.estimated_start(permits, turn, now), retry_at)

    def _release(self, account: Account, job_id: UUID, now: datetime) -> datetime | None:
        seen, queued = self._repository.read(account, job_id)
        had_permit = seen.permit(str(job_id)) is not None
        permits = rules.release(seen, str(job_id), now)
        removed: tuple[QueuedJob, ...] = ()
        if queued and not had_permit:
            permits, removed = rules.remove(permits, queued), (queued,)
        change = QueueChange(dequeued=removed, settled=(str(job_id),) if queued else ())
        return self._admit_next(account, seen, permits, change, now)

    def _admit_queued(self, account: Account, limits: Limits, now: datetime) -> datetime | None:
        seen = self._repository.permits(account)
        if not seen.version:
            return None
        permits = rules.with_limits(seen, limits)
        return self._admit_next(account, seen, permits, QueueChange(), now, by_timer=True)

    def _admit_next(
        self,
        account: Account,
        seen: Permits,
        permits: Permits,
        change: QueueChange,
        now: datetime,
        *,
        by_timer: bool = False,
    ) -> datetime | None:
        """Drop expired permits, grant the free ones, set the timer; write; send the messages."""
        permits = rules.drop_expired(permits, now)
        overdue = rules.overdue(permits, now)
        permits = rules.mark_resent(permits, overdue, now)
        permits, granted = self._grant_next(account, permits, now, leaving=change.dequeued)
        permits, retry_at = rules.set_timer(permits, now, by_timer=by_timer)
        dequeued = (*change.dequeued, *granted)
        self._write(account, seen, permits, QueueChange(dequeued=dequeued, settled=change.settled))
        self._send_messages(account, [*overdue, *(each.job_id for each in granted)])
        return retry_at

    def _grant_next(
        self,
        account: Account,
        permits: Permits,
        now: datetime,
        *,
        joining: QueuedJob | None = None,
        leaving: tuple[QueuedJob, ...] = (),
    ) -> tuple[Permits, tuple[QueuedJob, ...]]:
        """Grant the free permits to the first in the queue.

        The stored queue lacks the job that is `joining` and still has those that are `leaving`.
        """
        count = rules.available(permits, now)
        stored = permits.waiting - (joining is not None)
        front = self._repository.front(account, count + len(leaving)) if stored and count else []
        out = {queued.job_id for queued in leaving}
        queue = [queued for queued in front if queued.job_id not in out]
        if joining:
            queue = sorted([*queue, joining], key=lambda queued: queued.turn)
        granted = tuple(queue[:count])
        for queued in granted:
            permits = rules.grant(permits, queued, now)
        return permits, granted

    def _write(
        self, account: Account, seen: Permits, permits: Permits, change: QueueChange
    ) -> None:
        """Commit if anything changed. Also settles the jobs whose unused permit expired."""
        kept = {each.job_id for each in permits.granted}
        expired = (each.job_id for each in seen.granted if each.resend_at)
        expired = (job_id for job_id in expired if job_id not in kept)
        enqueued = {queued.job_id for queued in change.enqueued}
        settled = tuple(dict.fromkeys((*change.settled, *expired)))
        change = QueueChange(
            enqueued=change.enqueued,
            dequeued=change.dequeued,
            settled=tuple(job_id for job_id in settled if job_id not in enqueued),
        )
        if permits != seen or change != QueueChange():
            self._repository.commit(account, permits, change)

    def _send_messages(self, account: Account, job_ids: Iterable[str]) -> None:
        """A message that cannot be sent is left to `admit_queued`: its job will not start."""
        for request in self._repository.requests(account, job_ids):
            try:
                self._send(request.priority, request.message)
            except Exception:
                get_logger("compute").exception("message not sent", job_id=request.job_id)


def _until_written(change: Callable[[], T]) -> T:
    """Repeat reading, deciding and writing until no other writer interferes."""
    for _ in range(_TRIES):
        try:
            return change()
        except (ConditionFailed, Conflict):
            continue
    raise LANE_BUSY("Too many want to go to this provider at once; try again.")
