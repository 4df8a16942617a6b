"""The circuit breaker as pure functions: one state per failure class of an account.

    closed ── too many failures ──> open ── cooldown over ──> half open (one probe)
      ^                              ^                            │
      │                              └── probe failed (longer) ───┤
      └──────────────────────────────────── probe succeeded ──────┘

It opens by either of two counts. The window detects a service that fails often. Consecutive
failures detect a service that is seldom used, or degrades so slowly that no window ever fills.
The number of other providers does not matter: the breaker of a lone provider opens as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from shared.core.model import Model
from shared.providers.errors import FailureClass

Verdict = Literal["yes", "no", "probe"]
Phase = Literal["closed", "open", "half_open"]

# After this another job may probe; a crashed job must not block an account.
PROBE_LEASE = timedelta(minutes=5)
# While a probe runs, jobs that wait are retried after this: the probe may end at any moment.
_PROBE_PATIENCE = timedelta(seconds=20)
_SAMPLE = 20  # results remembered in a window


@dataclass(frozen=True, kw_only=True)
class Rule:
    """The thresholds of one failure class.

    The breaker opens at `failures` within `window` if they are at least half of its results, or
    at `in_a_row` consecutive failures in any time. It stays open for `cooldown`, which every
    failed probe doubles, up to `longest`.
    """

    failures: int
    window: timedelta
    in_a_row: int
    cooldown: timedelta
    longest: timedelta


def _rule(failures: int, window: int, in_a_row: int, cooldown: int, longest: int) -> Rule:
    return Rule(
        failures=failures,
        window=timedelta(seconds=window),
        in_a_row=in_a_row,
        cooldown=timedelta(seconds=cooldown),
        longest=timedelta(seconds=longest),
    )


# A refused key and exhausted credit do not recover by themselves: one failure is enough.
RULES: Mapping[FailureClass, Rule] = {
    "rate": _rule(5, 60, 5, 15, 300),
    "timeout": _rule(3, 600, 3, 60, 1800),
    "server": _rule(4, 120, 4, 30, 900),
    "auth": _rule(1, 600, 1, 300, 3600),
    "credit": _rule(1, 600, 1, 600, 3600),
    "output": _rule(5, 900, 5, 60, 1800),
}


class Result(Model):
    at: datetime
    failed: bool


class Probe(Model):
    job_id: str
    until: datetime


class BreakerState(Model):
    """The stored state of one breaker.

    `results` begin with a failure: successes alone are neither remembered nor written. `until`
    is set once it has opened. `trips` counts how often it opened without closing.
    """

    results: tuple[Result, ...] = ()
    in_a_row: int = 0
    until: datetime | None = None
    trips: int = 0
    probe: Probe | None = None

    @property
    def is_clean(self) -> bool:
        return self == BreakerState()


def phase(state: BreakerState, now: datetime) -> Phase:
    """Return the state of the diagram that the breaker is in."""
    if state.until is None:
        return "closed"
    return "open" if now < state.until else "half_open"


def admits(state: BreakerState, now: datetime, job_id: str = "") -> Verdict:
    """Return whether the job may be submitted.

    "probe" allows it to one job, which must `take_probe`. That job gets "yes" from then on.
    """
    match phase(state, now):
        case "closed":
            return "yes"
        case "open":
            return "no"
        case "half_open":
            if state.probe is None or state.probe.until <= now:
                return "probe"
            return "yes" if state.probe.job_id == job_id else "no"


def next_chance(state: BreakerState, now: datetime) -> datetime | None:
    """Return when to retry, or None if a job may be submitted now."""
    if admits(state, now) != "no" or state.until is None:
        return None
    if state.probe is None or now < state.until:
        return state.until
    return min(state.probe.until, now + _PROBE_PATIENCE)


def take_probe(state: BreakerState, job_id: str, now: datetime) -> BreakerState:
    """Make the job the probe. Only after `admits` returned "probe"."""
    return state.model_copy(update={"probe": Probe(job_id=job_id, until=now + PROBE_LEASE)})


def return_probe(state: BreakerState, job_id: str) -> BreakerState:
    """Give back a probe that was not submitted; another job may probe at once."""
    return state.model_copy(update={"probe": None}) if _is_probe(state, job_id) else state


def record_success(
    state: BreakerState, rule: Rule, now: datetime, job_id: str = ""
) -> BreakerState:
    """Count a success. While open, only that of the probe: other jobs were submitted before."""
    if state.until is not None:
        return BreakerState() if _is_probe(state, job_id) else state
    if state.is_clean:
        return state
    return _remember(state, rule, now, failed=False)


def record_failure(
    state: BreakerState, rule: Rule, now: datetime, job_id: str = ""
) -> BreakerState:
    """Count a failure. While open, only that of the probe, which reopens the breaker."""
    if state.until is not None:
        return _open(state, rule, now) if _is_probe(state, job_id) else state
    counted = _remember(state, rule, now, failed=True)
    return _open(counted, rule, now) if _is_too_much(counted, rule) else counted


def is_degraded(state: BreakerState, rule: Rule, now: datetime) -> bool:
    """Return whether it is closed but at least half way to opening; such accounts rank lower."""
    recent = _failures(_within(state.results, rule, now))
    return state.until is None and 2 * max(recent, state.in_a_row) >= rule.failures


def recent_failures(state: BreakerState, rule: Rule, now: datetime) -> int:
    """Return the larger of the failures in the window and the consecutive ones."""
    return max(_failures(_within(state.results, rule, now)), state.in_a_row)


def _is_probe(state: BreakerState, job_id: str) -> bool:
    return state.probe is not None and state.probe.job_id == job_id


def _remember(state: BreakerState, rule: Rule, now: datetime, *, failed: bool) -> BreakerState:
    results = (*_within(state.results, rule, now), Result(at=now, failed=failed))[-_SAMPLE:]
    while results and not results[0].failed:
        results = results[1:]
    in_a_row = state.in_a_row + 1 if failed else 0
    return state.model_copy(update={"results": results, "in_a_row": in_a_row})


def _within(results: tuple[Result, ...], rule: Rule, now: datetime) -> tuple[Result, ...]:
    return tuple(result for result in results if result.at > now - rule.window)


def _failures(results: tuple[Result, ...]) -> int:
    return sum(result.failed for result in results)


def _is_too_much(state: BreakerState, rule: Rule) -> bool:
    failures = _failures(state.results)
    often = failures >= rule.failures and 2 * failures >= len(state.results)
    return often or state.in_a_row >= rule.in_a_row


def _open(state: BreakerState, rule: Rule, now: datetime) -> BreakerState:
    cooldown = min(rule.cooldown * 2 ** min(state.trips, 20), rule.longest)
    return BreakerState(in_a_row=state.in_a_row, until=now + cooldown, trips=state.trips + 1)
