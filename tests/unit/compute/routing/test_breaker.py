"""The circuit breaker: single rules, a simulated day, and random histories."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from shared.compute.routing.breaker import (
    PROBE_LEASE,
    RULES,
    BreakerState,
    Rule,
    admits,
    is_degraded,
    next_chance,
    phase,
    record_failure,
    record_success,
    return_probe,
    take_probe,
)
from shared.providers.errors import FailureClass

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SERVER = RULES["server"]
SECOND = timedelta(seconds=1)
Record = Callable[[BreakerState, Rule, datetime, str], BreakerState]


def failing(times: int, every: timedelta = SECOND, rule: Rule = SERVER) -> BreakerState:
    state = BreakerState()
    for number in range(times):
        state = record_failure(state, rule, NOW + number * every)
    return state


def half_open(rule: Rule = SERVER) -> tuple[BreakerState, datetime]:
    state = failing(rule.in_a_row, rule=rule)
    assert state.until is not None
    return state, state.until


@pytest.mark.parametrize("failure_class", ["auth", "credit"])
def test_one_permanent_failure_opens(failure_class: FailureClass) -> None:
    state = record_failure(BreakerState(), RULES[failure_class], NOW)

    assert admits(state, NOW) == "no"


def test_exhausted_credit_is_cooled() -> None:
    rule = RULES["credit"]
    state = record_failure(BreakerState(), rule, NOW)

    assert next_chance(state, NOW) == NOW + rule.cooldown
    assert rule.cooldown >= timedelta(minutes=5)


@pytest.mark.parametrize("failure_class", RULES)
def test_lone_primary_is_cooled(failure_class: FailureClass) -> None:
    """Nothing here asks whether there is another provider, so a lone one opens as well."""
    rule = RULES[failure_class]

    assert admits(failing(rule.in_a_row - 1, rule=rule), NOW) == "yes"
    assert admits(failing(rule.in_a_row, rule=rule), NOW + rule.in_a_row * SECOND) == "no"


@pytest.mark.parametrize("failure_class", RULES)
def test_slow_degradation_opens_beyond_window(failure_class: FailureClass) -> None:
    """Each failure comes after the window has forgotten the one before."""
    rule = RULES[failure_class]
    state = failing(rule.in_a_row, every=2 * rule.window, rule=rule)

    assert state.until is not None


def test_frequent_failures_between_successes_open() -> None:
    state = BreakerState()
    for number in range(SERVER.failures):
        state = record_failure(state, SERVER, NOW + 2 * number * SECOND)
        if number < SERVER.failures - 1:
            state = record_success(state, SERVER, NOW + (2 * number + 1) * SECOND)

    assert admits(state, NOW + 10 * SECOND) == "no"


def test_rare_failures_of_many_pass() -> None:
    state = BreakerState()
    for number in range(1000):
        at = NOW + number * SECOND
        record = record_failure if number % 10 == 0 else record_success
        state = record(state, SERVER, at)

    assert state.until is None


def test_success_without_failures_is_not_remembered() -> None:
    assert record_success(BreakerState(), SERVER, NOW).is_clean


def test_old_failures_are_forgotten_after_success() -> None:
    state = failing(2)

    assert record_success(state, SERVER, NOW + 2 * SERVER.window).is_clean


def test_half_open_admits_exactly_one() -> None:
    state, at = half_open()

    assert phase(state, at) == "half_open"
    assert admits(state, at, "a") == "probe"
    state = take_probe(state, "a", at)
    assert admits(state, at, "a") == "yes"
    assert admits(state, at, "b") == "no"


def test_crashed_probe_frees_the_account() -> None:
    state, at = half_open()
    state = take_probe(state, "a", at)

    assert admits(state, at + PROBE_LEASE, "b") == "probe"


def test_unused_probe_is_given_back() -> None:
    state, at = half_open()
    state = take_probe(state, "a", at)

    assert admits(return_probe(state, "b"), at, "c") == "no"
    assert admits(return_probe(state, "a"), at, "c") == "probe"


def test_successful_probe_closes() -> None:
    state, at = half_open()

    assert record_success(take_probe(state, "a", at), SERVER, at, "a").is_clean


def test_failed_probe_doubles_cooldown() -> None:
    state, at = half_open()
    state = record_failure(take_probe(state, "a", at), SERVER, at, "a")

    assert state.until == at + 2 * SERVER.cooldown


@pytest.mark.parametrize("record", [record_failure, record_success])
def test_late_results_change_nothing_while_open(record: Record) -> None:
    """These jobs were submitted before it opened."""
    state, at = half_open()
    probed = take_probe(state, "a", at)

    assert record(state, SERVER, at, "old") == state
    assert record(probed, SERVER, at, "old") == probed


def test_waiting_for_a_probe_is_short() -> None:
    """The account may be well in seconds; nobody sits out the lease of a probe that succeeds."""
    state, at = half_open()
    chance = next_chance(take_probe(state, "a", at), at)

    assert chance is not None
    assert at < chance <= at + timedelta(seconds=30)


def test_half_way_to_opening_is_degraded() -> None:
    assert not is_degraded(failing(1), SERVER, NOW)
    assert is_degraded(failing(2), SERVER, NOW + SECOND)
    assert not is_degraded(half_open()[0], SERVER, NOW)


@pytest.mark.parametrize("failure_class", RULES)
def test_day_of_outage_costs_few_calls(failure_class: FailureClass) -> None:
    """A job every second for a day at a dead service; then it heals and is used again."""
    rule, state, at = RULES[failure_class], BreakerState(), NOW
    calls = 0
    for number in range(86_400):
        at = NOW + number * SECOND
        verdict = admits(state, at)
        if verdict == "no":
            continue
        if verdict == "probe":
            state = take_probe(state, str(number), at)
        state = record_failure(state, rule, at, str(number))
        calls += 1
    doublings = 10
    assert calls <= rule.in_a_row + doublings + timedelta(days=1) / rule.longest

    healed = at + rule.longest
    assert admits(state, healed) == "probe"
    state = record_success(take_probe(state, "first", healed), rule, healed, "first")
    assert admits(state, healed) == "yes"


def test_documentation_has_these_rules() -> None:
    page = Path(__file__).parents[4] / "docs/explanation/routing.md"
    written = [line.strip("| ").split(" | ") for line in page.read_text().splitlines()]
    table = {cells[0]: cells[1:] for cells in written if cells[0] in RULES}

    assert list(table) == list(RULES)
    for name, (window, in_a_row, cooldown, longest) in table.items():
        rule = RULES[name]  # type: ignore[index]
        failures, _, within = window.partition(" in ")
        assert int(failures) == rule.failures
        assert not within or in_seconds(within) == rule.window.total_seconds()
        assert int(in_a_row) == rule.in_a_row
        assert in_seconds(cooldown) == rule.cooldown.total_seconds()
        assert in_seconds(longest) == rule.longest.total_seconds()


def in_seconds(text: str) -> int:
    number, unit = text.split()
    return int(number) * {"s": 1, "min": 60, "h": 3600}[unit]


class AnyHistory(RuleBasedStateMachine):
    """Jobs ask, end well or badly, are lost or give back their probe, in any order."""

    @initialize(failure_class=st.sampled_from(sorted(RULES)))
    def begin(self, failure_class: FailureClass) -> None:
        self.rule = RULES[failure_class]
        self.state = BreakerState()
        self.now = NOW
        self.jobs = 0
        self.out: set[str] = set()
        self.failed_in_a_row = 0

    @rule()
    def ask(self) -> None:
        self.jobs += 1
        job_id = str(self.jobs)
        verdict = admits(self.state, self.now, job_id)
        if verdict == "probe":
            assert not self._live_probe()
            self.state = take_probe(self.state, job_id, self.now)
            assert admits(self.state, self.now, "another") == "no"
        if verdict != "no":
            self.out.add(job_id)

    @rule(data=st.data(), well=st.booleans())
    def end(self, data: st.DataObject, well: bool) -> None:
        if not self.out:
            return
        job_id = data.draw(st.sampled_from(sorted(self.out)))
        self.out.discard(job_id)
        was_open = self.state.until is not None
        record = record_success if well else record_failure
        self.state = record(self.state, self.rule, self.now, job_id)
        if not was_open:
            self.failed_in_a_row = 0 if well else self.failed_in_a_row + 1
        elif self.state.until is None:
            self.failed_in_a_row = 0

    @rule(data=st.data())
    def give_back(self, data: st.DataObject) -> None:
        if self.out:
            job_id = data.draw(st.sampled_from(sorted(self.out)))
            self.out.discard(job_id)
            self.state = return_probe(self.state, job_id)

    @rule(seconds=st.sampled_from([1, 10, 60, 600, 7200]))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @invariant()
    def opens_in_time(self) -> None:
        if self.failed_in_a_row >= self.rule.in_a_row:
            assert self.state.until is not None

    @invariant()
    def never_shuts_for_good(self) -> None:
        later = self.now + max(self.rule.longest, PROBE_LEASE)
        assert admits(self.state, later) != "no"

    @invariant()
    def cooldown_is_bounded(self) -> None:
        if self.state.until is not None:
            assert self.state.until <= self.now + self.rule.longest

    @invariant()
    def memory_is_bounded(self) -> None:
        assert len(self.state.results) <= 20
        assert BreakerState.model_validate(self.state.model_dump(mode="json")) == self.state

    @invariant()
    def next_chance_is_known_while_open(self) -> None:
        chance = next_chance(self.state, self.now)
        assert (chance is None) == (admits(self.state, self.now) != "no")
        assert chance is None or chance > self.now

    def _live_probe(self) -> bool:
        return self.state.probe is not None and self.state.probe.until > self.now


TestAnyHistory = AnyHistory.TestCase
