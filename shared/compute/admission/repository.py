"""An account in the compute table: one item for its permits, two for each queued job.

`PERMITS` has a version, and every change writes it on the condition that it is as it was read;
items written in the same transaction are therefore consistent with it. `QUEUE#...` sorts in the
order of service. `REQUEST#{job}` finds a request by its job and holds the message until the job
has started.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from shared.aws import keys
from shared.aws.keys import Key
from shared.aws.table import Query, Table
from shared.aws.writes import Delete, Put, Update, Write
from shared.compute.admission.permits import RANKS, Permits, QueuedJob
from shared.compute.admission.requests import Account


@dataclass(frozen=True, kw_only=True)
class QueueChange:
    """`enqueued` jobs are added to the queue and `dequeued` ones (granted or cancelled) removed.
    The requests of `settled` jobs are deleted.
    """

    enqueued: tuple[QueuedJob, ...] = ()
    dequeued: tuple[QueuedJob, ...] = ()
    settled: tuple[str, ...] = ()


class AdmissionRepository:
    def __init__(self, table: Table) -> None:
        self._table = table

    def permits(self, account: Account) -> Permits:
        item = self._table.get(_permits_key(account))
        return Permits.model_validate(_known(item, Permits)) if item else Permits()

    def read(self, account: Account, job_id: UUID) -> tuple[Permits, QueuedJob | None]:
        """Return the permits, and the job's request unless it has started or was never made."""
        wanted = (_permits_key(account), _request_key(account, str(job_id)))
        found = {item["sk"]: item for item in self._table.get_many(wanted)}
        stored, request = (found.get(key.sk) for key in wanted)
        return (
            Permits.model_validate(_known(stored, Permits)) if stored else Permits(),
            QueuedJob.model_validate(_known(request, QueuedJob)) if request else None,
        )

    def front(self, account: Account, count: int) -> list[QueuedJob]:
        """Return the first `count` queued jobs, without their messages."""
        if not count:
            return []
        items, _ = self._table.page(Query(keys.account(*account), "QUEUE#"), limit=count)
        return [QueuedJob.model_validate(_known(item, QueuedJob)) for item in items]

    def requests(self, account: Account, job_ids: Iterable[str]) -> list[QueuedJob]:
        """Return the stored requests of these jobs, with their messages."""
        items = self._table.get_many(_request_key(account, job_id) for job_id in job_ids)
        return [QueuedJob.model_validate(_known(item, QueuedJob)) for item in items]

    def commit(self, account: Account, permits: Permits, change: QueueChange) -> None:
        """Write the permits together with the change of the queue.

        Raises ConditionFailed, or Conflict `write_conflict`, if the account has changed since it
        was read.
        """
        update = _permits_update(account, permits)
        beside = list(_writes(account, change))
        if beside:
            self._table.transact([update, *beside])
        else:
            self._table.update(update)


def _permits_update(account: Account, permits: Permits) -> Update:
    state = permits.model_dump(mode="json", exclude={"version"})
    if permits.version:
        return Update(_permits_key(account), set=state, version=permits.version)
    return Update(
        _permits_key(account), set={**state, "version": 1}, condition="attribute_not_exists(pk)"
    )


def _writes(account: Account, change: QueueChange) -> Iterable[Write]:
    """The version of the permits guards all of them. Requests are written and deleted without
    a condition: that of a job whose permit expired may still be stored when the job returns.
    """
    for queued in change.enqueued:
        item = queued.model_dump(mode="json")
        yield Put({**_queue_key(account, queued)._asdict(), **item, "message": ""})
        yield Put({**_request_key(account, queued.job_id)._asdict(), **item}, condition="")
    for queued in change.dequeued:
        yield Delete(_queue_key(account, queued))
    for job_id in change.settled:
        yield Delete(_request_key(account, job_id), condition="")


def _known(item: dict[str, object], model: type[Permits] | type[QueuedJob]) -> dict[str, object]:
    return {name: value for name, value in item.items() if name in model.model_fields}


def _permits_key(account: Account) -> Key:
    return Key(keys.account(*account), "PERMITS")


def _queue_key(account: Account, queued: QueuedJob) -> Key:
    rank = RANKS[queued.priority]
    turn = f"{rank}#{queued.tag:012d}#{queued.arrival:012d}"
    return Key(keys.account(*account), f"QUEUE#{turn}#{queued.job_id}")


def _request_key(account: Account, job_id: str) -> Key:
    return Key(keys.account(*account), f"REQUEST#{job_id}")
