"""Jobs in the compute table."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from shared.aws import keys
from shared.aws.keys import Noun
from shared.aws.table import ConditionFailed, Table
from shared.aws.writes import Put, Update
from shared.compute.records.jobs import JobStatus, ProviderJob
from shared.core.clock import iso
from shared.providers.replies import Submitted

_KEPT = timedelta(days=7)  # longer than any provider repeats its callbacks


# Not handed in: it waits, or the function that was at it has died.
_IS_FREE = "#status = :waiting OR (#status = :submitting AND #lease_until < :now)"


def _free_values(now: datetime) -> dict[str, str]:
    return {
        "waiting": JobStatus.WAITING,
        "submitting": JobStatus.SUBMITTING,
        "now": iso(now),
    }


class JobRepository:
    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, organization_id: UUID, job_id: UUID) -> ProviderJob | None:
        item = self._table.get(keys.entity(organization_id, Noun.JOB, job_id))
        return ProviderJob.model_validate(item) if item else None

    def create(self, job: ProviderJob) -> ProviderJob:
        """The stored job: this one, or that of an earlier delivery of the same message."""
        item = {
            **keys.entity(job.organization_id, Noun.JOB, job.id)._asdict(),
            "kind": str(Noun.JOB),
            **job.model_dump(mode="json"),
            "expires_at": int((job.created_at + _KEPT).timestamp()),
        }
        try:
            self._table.write(Put(item))
        except ConditionFailed:
            return self.find(job.organization_id, job.id) or job
        return job

    def reassign(self, job: ProviderJob, now: datetime) -> ProviderJob:
        """Another provider, or another key, for a job that nobody is handing in."""
        names = ("provider", "model", "owner", "cache_key", "deadline_at")
        changes = job.model_dump(mode="json", include=set(names))
        return self._update(job, changes, _IS_FREE, **_free_values(now)) or job

    def count_parking(self, job: ProviderJob) -> int:
        """How often it has been parked by now; 0 when it waits no longer."""
        update = Update(
            keys.entity(job.organization_id, Noun.JOB, job.id),
            add={"parkings": 1},
            condition="#status = :waiting",
            values={"waiting": str(JobStatus.WAITING)},
        )
        try:
            return int(self._table.update(update)["parkings"])
        except ConditionFailed:
            return 0

    def begin_submit(self, job: ProviderJob, now: datetime, until: datetime) -> bool:
        """Take the submit upon us; False when somebody else is at it, or it is done.

        A submit whose lease has passed was broken off, and may be taken over.
        """
        changed = self._update(
            job,
            {
                "status": JobStatus.SUBMITTING,
                "lease_until": iso(until),
                "submitted_at": iso(now),
                "deadline_at": iso(job.deadline_at),
            },
            _IS_FREE,
            **_free_values(now),
        )
        return changed is not None

    def submitted(self, job: ProviderJob, answer: Submitted) -> bool:
        """False when it has been cancelled meanwhile."""
        changed = self._update(
            job,
            {
                "status": JobStatus.SUBMITTED,
                "request_id": answer.request_id,
                "handle": dict(answer.handle),
            },
            "#status = :submitting",
            submitting=JobStatus.SUBMITTING,
        )
        return changed is not None

    def checked(self, job: ProviderJob, *, failed: bool) -> ProviderJob:
        """Count a poll that brought no end."""
        changed = self._update(
            job,
            {
                "checks": job.checks + 1,
                "failed_checks": job.failed_checks + 1 if failed else 0,
            },
            "#status = :submitted",
            submitted=JobStatus.SUBMITTED,
        )
        return changed or job

    def end(self, job: ProviderJob) -> bool:
        """True for the first who ends it."""
        changed = self._update(
            job, {"status": JobStatus.ENDED}, "#status <> :ended", ended=JobStatus.ENDED
        )
        return changed is not None

    def _update(
        self, job: ProviderJob, changes: dict[str, Any], condition: str, **values: str
    ) -> ProviderJob | None:
        update = Update(
            keys.entity(job.organization_id, Noun.JOB, job.id),
            set={name: str(v) if isinstance(v, JobStatus) else v for name, v in changes.items()},
            condition=f"attribute_exists(pk) AND ({condition})",
            values={name: str(value) for name, value in values.items()},
        )
        try:
            return ProviderJob.model_validate(self._table.update(update))
        except ConditionFailed:
            return None
