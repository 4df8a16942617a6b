"""The timer of an account with queued jobs: admits those whose turn has come."""

from shared.compute.admission.service import Account, AdmissionService
from shared.compute.jobs.check_timer import CheckTimer
from shared.compute.records.jobs import AccountCheck
from shared.compute.routing.connections import Adapters
from shared.core.clock import Clock, utc_now
from shared.providers import registry


class AccountTimer:
    def __init__(
        self,
        admission: AdmissionService,
        timer: CheckTimer,
        adapters: Adapters = registry,
        clock: Clock = utc_now,
    ) -> None:
        self._admission = admission
        self._timer = timer
        self._adapters = adapters
        self._clock = clock

    def run(self, check: AccountCheck) -> None:
        """Admit queued jobs and schedule the next check, if any. Idempotent."""
        account, now = Account(check.provider, check.owner), self._clock()
        limits = self._adapters.get_adapter(check.provider).limits
        retry_at = self._admission.admit_queued(account, limits, now)
        self._timer.schedule_account(account, retry_at, now)
