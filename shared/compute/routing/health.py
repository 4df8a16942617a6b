"""The health of provider accounts: one item per account with its breakers.

Writes are optimistic: each depends on the version that was read, and is retried on a conflict.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from pydantic import ConfigDict, Field

from shared.aws import keys
from shared.aws.keys import Key
from shared.aws.table import ConditionFailed, Table
from shared.aws.writes import Update
from shared.compute.admission.requests import Account
from shared.compute.routing import breaker
from shared.compute.routing.breaker import RULES, BreakerState, Verdict
from shared.core.errors import Conflict
from shared.core.model import Model
from shared.core.observability import get_logger
from shared.providers.errors import FailureClass

_TRIES = 20


class AccountHealth(Model):
    """The breakers of an account that are not clean; a class without an entry is closed."""

    model_config = ConfigDict(extra="ignore")

    version: int = 0
    breakers: dict[FailureClass, BreakerState] = Field(default_factory=dict)

    def verdict(self, now: datetime, job_id: str = "") -> Verdict:
        """Return the verdict of the strictest breaker."""
        verdicts = {breaker.admits(state, now, job_id) for state in self.breakers.values()}
        return "no" if "no" in verdicts else "probe" if "probe" in verdicts else "yes"

    def next_chance(self, now: datetime) -> datetime | None:
        """Return when the account may admit a job, or None if it does now."""
        chances = [breaker.next_chance(state, now) for state in self.breakers.values()]
        return max((chance for chance in chances if chance), default=None)

    def is_degraded(self, now: datetime) -> bool:
        return any(breaker.is_degraded(s, RULES[name], now) for name, s in self.breakers.items())

    def with_probe(self, job_id: str, now: datetime) -> "AccountHealth":
        """Make the job the probe of every half-open breaker."""
        return self._with(
            {
                name: breaker.take_probe(state, job_id, now)
                for name, state in self.breakers.items()
                if breaker.admits(state, now, job_id) == "probe"
            }
        )

    def without_probe(self, job_id: str) -> "AccountHealth":
        return self._with({n: breaker.return_probe(s, job_id) for n, s in self.breakers.items()})

    def after(
        self, failure_class: FailureClass | None, job_id: str, now: datetime
    ) -> "AccountHealth":
        """Return the health after a result; None is a success.

        A probe that fails with another class than before has failed all the same.
        """
        changed: dict[FailureClass, BreakerState] = {}
        for name, state in self.breakers.items():
            if failure_class is None:
                changed[name] = breaker.record_success(state, RULES[name], now, job_id)
            elif name != failure_class and state.until is not None:
                changed[name] = breaker.record_failure(state, RULES[name], now, job_id)
        if failure_class is not None:
            state = self.breakers.get(failure_class, BreakerState())
            changed[failure_class] = breaker.record_failure(
                state, RULES[failure_class], now, job_id
            )
        return self._with(changed)

    def _with(self, changed: dict[FailureClass, BreakerState]) -> "AccountHealth":
        breakers = {**self.breakers, **changed}
        kept = {name: state for name, state in breakers.items() if not state.is_clean}
        return self.model_copy(update={"breakers": kept})


class Health:
    def __init__(self, table: Table) -> None:
        self._table = table

    def read(self, account: Account) -> AccountHealth:
        item = self._table.get(_key(account))
        return AccountHealth.model_validate(item) if item else AccountHealth()

    def read_many(self, accounts: Iterable[Account]) -> dict[Account, AccountHealth]:
        """Read the health of all accounts, strongly consistent, one request per hundred."""
        wanted = {_key(account).pk: account for account in accounts}
        found = {account: AccountHealth() for account in wanted.values()}
        for item in self._table.get_many(_key(account) for account in wanted.values()):
            found[wanted[item["pk"]]] = AccountHealth.model_validate(item)
        return found

    def admit(self, account: Account, job_id: UUID, now: datetime) -> bool:
        """Return whether the job may be submitted; takes the probe of a half-open account.

        Call it last, after all other conditions hold: a job that took the probe and is not
        submitted blocks the account until `return_probe`, or until the probe's lease ends.
        Idempotent for one job.
        """
        for seen in self._tries(account):
            verdict = seen.verdict(now, str(job_id))
            if verdict != "probe":
                return verdict == "yes"
            if self._write(account, seen, seen.with_probe(str(job_id), now)):
                return True
        return False

    def return_probe(self, account: Account, job_id: UUID) -> None:
        """Give back the probe of a job that is not submitted, or is cancelled. Idempotent."""
        for seen in self._tries(account):
            if self._write(account, seen, seen.without_probe(str(job_id))):
                return

    def record(
        self, account: Account, failure_class: FailureClass | None, job_id: UUID, now: datetime
    ) -> None:
        """Count the job's result; None is a success, or a failure not caused by the provider.

        Not idempotent. Successes of a healthy account are not written. Gives up without an
        error after 20 conflicts: one lost result among so many does not matter.
        """
        for seen in self._tries(account):
            after = seen.after(failure_class, str(job_id), now)
            if self._write(account, seen, after):
                _log_openings(account, seen, after)
                return

    def _tries(self, account: Account) -> Iterator[AccountHealth]:
        for _ in range(_TRIES):
            yield self.read(account)
        get_logger("compute").warning("health not written", provider=account.provider)

    def _write(self, account: Account, seen: AccountHealth, health: AccountHealth) -> bool:
        """Return False if another writer has changed the item since it was read."""
        if health == seen:
            return True
        state = health.model_dump(mode="json", exclude={"version"})
        try:
            self._table.update(
                Update(_key(account), set=state, version=seen.version)
                if seen.version
                else Update(
                    _key(account),
                    set={**state, "version": 1},
                    condition="attribute_not_exists(pk)",
                )
            )
        except (ConditionFailed, Conflict):
            return False
        return True


def _log_openings(account: Account, before: AccountHealth, after: AccountHealth) -> None:
    """Log one line for each breaker that opens; an alarm counts them."""
    for name, state in after.breakers.items():
        known = before.breakers.get(name, BreakerState())
        if state.until and state.until != known.until:
            get_logger("compute").error(
                "breaker opened",
                provider=account.provider,
                owner=account.owner,
                failure_class=name,
                until=state.until.isoformat(),
            )


def _key(account: Account) -> Key:
    return Key(keys.account(*account), "HEALTH")
