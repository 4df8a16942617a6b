"""The admission of a job to its provider account.

A job needs three things before it is submitted: a permit of the account, the consent of its
circuit breakers, and a hold on the provider's budget. They are acquired together and released
together. Every release is idempotent: it is keyed by the job's id.
"""

from dataclasses import dataclass
from datetime import timedelta

from shared.compute.admission.service import AdmissionService, Admitted, Queued
from shared.compute.billing.budgets import Budgets
from shared.compute.jobs.check_timer import CheckTimer
from shared.compute.jobs.job_plan import JobPlan
from shared.compute.records.jobs import ProviderJob
from shared.compute.routing.health import Health
from shared.compute.tasks.estimate import expected_cost
from shared.core.clock import Clock, utc_now
from shared.core.errors import SartiqError
from shared.providers.errors import ProviderError, ProviderRateLimited

_LONGEST_PAUSE_SECONDS = 900.0


@dataclass(frozen=True)
class Refused:
    """A breaker opened, or the budget was spent, after the provider was chosen."""


class JobAdmission:
    def __init__(
        self,
        admission: AdmissionService,
        health: Health,
        budgets: Budgets,
        timer: CheckTimer,
        clock: Clock = utc_now,
    ) -> None:
        self._admission = admission
        self._health = health
        self._budgets = budgets
        self._timer = timer
        self._clock = clock

    def acquire(self, plan: JobPlan, job: ProviderJob) -> Admitted | Queued | Refused:
        """Acquire the permit, then the probe if one is due, then the budget hold.

        A refused job holds none of them. Idempotent for one job.
        """
        now, limits = self._clock(), plan.endpoint.adapter.limits
        request = plan.admission_request(job)
        admitted = self._admission.acquire(job.account, request, limits, now)
        if isinstance(admitted, Queued):
            return admitted
        if self._health.admit(job.account, job.id, now):
            params = plan.work.params.model_dump(mode="json")
            amount = expected_cost(job.provider, job.model, params)
            if self._budgets.hold_provider(job.organization_id, job.provider, job.id, amount):
                return admitted
            self._health.return_probe(job.account, job.id)
        self.release_permit(job)
        return Refused()

    def release_permit(self, job: ProviderJob) -> None:
        """Release the permit, or the position in the queue, and admit the next jobs."""
        now = self._clock()
        retry_at = self._admission.release(job.account, job.id, now)
        self._timer.schedule_account(job.account, retry_at, now)

    def abandon(self, job: ProviderJob) -> None:
        """Release everything, because the node goes to another provider under the same job id."""
        self.release_permit(job)
        self._health.return_probe(job.account, job.id)
        self._budgets.settle_provider(job.organization_id, job.provider, job.id, 0)

    def settle(self, job: ProviderJob, actual_microusd: int) -> None:
        """Release the permit, and charge the actual cost in place of the hold."""
        self.release_permit(job)
        self._budgets.settle_provider(job.organization_id, job.provider, job.id, actual_microusd)

    def record_success(self, job: ProviderJob) -> None:
        """Count a success in the account's breakers. Not idempotent."""
        self._health.record(job.account, None, job.id, self._clock())

    def record_failure(self, job: ProviderJob, error: SartiqError) -> None:
        """Count a provider's failure, and pause the account for a `Retry-After` (15 min at most).

        Not idempotent. An error of the node itself only gives back the probe.
        """
        now = self._clock()
        if isinstance(error, ProviderRateLimited) and error.retry_after_seconds is not None:
            pause = timedelta(seconds=min(error.retry_after_seconds, _LONGEST_PAUSE_SECONDS))
            self._admission.pause(job.account, now + pause)
        if isinstance(error, ProviderError):
            self._health.record(job.account, error.failure_class, job.id, now)
        else:
            self._health.return_probe(job.account, job.id)

    def record_cancellation(self, job: ProviderJob) -> None:
        """Give back the probe: a cancelled job says nothing about the account's health."""
        self._health.return_probe(job.account, job.id)
