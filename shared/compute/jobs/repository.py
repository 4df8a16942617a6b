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

# Not submitted: it waits, or the function that submitted it has died.
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
        """Store the job and return it, or the stored one of an earlier delivery. Idempotent."""
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

    def record(self, job: ProviderJob, known: ProviderJob | None, now: datetime) -> ProviderJob:
        """Store the job, or update the `known` one that an earlier delivery stored.

        A known job keeps its record and status; its provider and cache key change with the plan.
        """
        if known is None:
            return self.create(job)
        if (known.provider, known.cache_key) == (job.provider, job.cache_key):
            return known.model_copy(update={"deadline_at": job.deadline_at})
        return self._reassign(job, now)

    def _reassign(self, job: ProviderJob, now: datetime) -> ProviderJob:
        """Change the provider or cache key. No effect while another delivery submits the job."""
        names = ("provider", "model", "owner", "cache_key", "deadline_at")
        changes = job.model_dump(mode="json", include=set(names))
        return self._update(job, changes, _IS_FREE, **_free_values(now)) or job

    def count_wait(self, job: ProviderJob) -> int:
        """Count one more wait and return the number of waits; 0 if it no longer waits."""
        update = Update(
            keys.entity(job.organization_id, Noun.JOB, job.id),
            add={"waits": 1},
            condition="#status = :waiting",
            values={"waiting": str(JobStatus.WAITING)},
        )
        try:
            return int(self._table.update(update)["waits"])
        except ConditionFailed:
            return 0

    def begin_submit(self, job: ProviderJob, now: datetime, until: datetime) -> bool:
        """Claim the submit until the lease ends; False if another delivery has it or it is done.

        A submit whose lease has passed was interrupted and is claimed again.
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
        """Store the provider's request id; False if the job was cancelled during the submit."""
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
        """Count a check that did not end the job, and return the job."""
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
        """End the job. Returns True for the first call only."""
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
