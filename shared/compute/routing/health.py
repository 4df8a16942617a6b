"""What is known of each lane's health: one item with its breakers, written optimistically."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from pydantic import ConfigDict, Field

from shared.aws import keys
from shared.aws.keys import Key
from shared.aws.table import ConditionFailed, Table
from shared.aws.writes import Update
from shared.compute.admission.requests import Lane
from shared.compute.routing import breaker
from shared.compute.routing.breaker import RULES, BreakerState, Verdict
from shared.core.errors import Conflict
from shared.core.model import Model
from shared.core.observability import get_logger
from shared.providers.errors import FailureClass

_TRIES = 20


class LaneHealth(Model):
    """The breakers that have anything to remember; a class that is absent is closed."""

    model_config = ConfigDict(extra="ignore")

    version: int = 0
    breakers: dict[FailureClass, BreakerState] = Field(default_factory=dict)

    def verdict(self, now: datetime, job_id: str = "") -> Verdict:
        """What the strictest breaker says."""
        said = {breaker.admits(state, now, job_id) for state in self.breakers.values()}
        return "no" if "no" in said else "probe" if "probe" in said else "yes"

    def next_chance(self, now: datetime) -> datetime | None:
        """When the lane may admit somebody; None when it does now."""
        chances = [breaker.next_chance(state, now) for state in self.breakers.values()]
        return max((chance for chance in chances if chance), default=None)

    def is_degraded(self, now: datetime) -> bool:
        return any(breaker.is_degraded(s, RULES[name], now) for name, s in self.breakers.items())

    def with_probe(self, job_id: str, now: datetime) -> "LaneHealth":
        """The job is the probe of every breaker that asks for one."""
        return self._with(
            {
                name: breaker.take_probe(state, job_id, now)
                for name, state in self.breakers.items()
                if breaker.admits(state, now, job_id) == "probe"
            }
        )

    def without_probe(self, job_id: str) -> "LaneHealth":
        return self._with({n: breaker.return_probe(s, job_id) for n, s in self.breakers.items()})

    def after(self, failure_class: FailureClass | None, job_id: str, now: datetime) -> "LaneHealth":
        """A probe that fails in another way than before has still failed."""
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

    def _with(self, changed: dict[FailureClass, BreakerState]) -> "LaneHealth":
        breakers = {**self.breakers, **changed}
        worth = {name: state for name, state in breakers.items() if not state.is_clean}
        return self.model_copy(update={"breakers": worth})


class Health:
    def __init__(self, table: Table) -> None:
        self._table = table

    def read(self, lane: Lane) -> LaneHealth:
        item = self._table.get(_key(lane))
        return LaneHealth.model_validate(item) if item else LaneHealth()

    def read_many(self, lanes: Iterable[Lane]) -> dict[Lane, LaneHealth]:
        """Strongly consistent, in one request for up to a hundred."""
        wanted = {_key(lane).pk: lane for lane in lanes}
        found = {lane: LaneHealth() for lane in wanted.values()}
        for item in self._table.get_many(_key(lane) for lane in wanted.values()):
            found[wanted[item["pk"]]] = LaneHealth.model_validate(item)
        return found

    def admit(self, lane: Lane, job_id: UUID, now: datetime) -> bool:
        """Whether the job may be handed in; takes the probe of a half-open lane.

        Ask last, when nothing else can keep the job from going: whoever took the probe and
        does not go blocks the lane until `forgo`, or until the probe's lease ends.
        """
        for seen in self._tries(lane):
            verdict = seen.verdict(now, str(job_id))
            if verdict != "probe":
                return verdict == "yes"
            if self._write(lane, seen, seen.with_probe(str(job_id), now)):
                return True
        return False

    def forgo(self, lane: Lane, job_id: UUID) -> None:
        """The job was admitted but is not handed in, or is cancelled: no result will come."""
        for seen in self._tries(lane):
            if self._write(lane, seen, seen.without_probe(str(job_id))):
                return

    def record(
        self, lane: Lane, failure_class: FailureClass | None, job_id: UUID, now: datetime
    ) -> None:
        """How the job went; None for a success, or for what was not the provider's fault.

        While all is well nothing is written. A result that is lost in a crowd of others that
        are written does no harm, so it raises nothing.
        """
        for seen in self._tries(lane):
            after = seen.after(failure_class, str(job_id), now)
            if self._write(lane, seen, after):
                _tell_of_openings(lane, seen, after)
                return

    def _tries(self, lane: Lane) -> Iterator[LaneHealth]:
        for _ in range(_TRIES):
            yield self.read(lane)
        get_logger("compute").warning("health not written", provider=lane.provider)

    def _write(self, lane: Lane, seen: LaneHealth, health: LaneHealth) -> bool:
        """False when somebody else has written in between."""
        if health == seen:
            return True
        state = health.model_dump(mode="json", exclude={"version"})
        try:
            self._table.update(
                Update(_key(lane), set=state, version=seen.version)
                if seen.version
                else Update(
                    _key(lane),
                    set={**state, "version": 1},
                    condition="attribute_not_exists(pk)",
                )
            )
        except (ConditionFailed, Conflict):
            return False
        return True


def _tell_of_openings(lane: Lane, before: LaneHealth, after: LaneHealth) -> None:
    """One line for each breaker that opens; an alarm counts them."""
    for name, state in after.breakers.items():
        known = before.breakers.get(name, BreakerState())
        if state.until and state.until != known.until:
            get_logger("compute").error(
                "breaker opened",
                provider=lane.provider,
                owner=lane.owner,
                failure_class=name,
                until=state.until.isoformat(),
            )


def _key(lane: Lane) -> Key:
    return Key(keys.lane(*lane), "HEALTH")
