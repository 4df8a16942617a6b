"""Lanes on the real table: what is stored, and two at once at every write."""

from datetime import timedelta
from itertools import product

import pytest

from shared.aws import keys
from shared.aws.table import Query, Table
from shared.compute.admission.permits import Places
from shared.compute.admission.repository import WaitingRoom
from shared.compute.admission.service import Entered, Lane, Lanes, Waiting
from shared.compute.contract.tasks import Priority
from shared.core.ids import derived_id
from shared.providers.adapter import Limits
from tests.scenes.admission_scene import (
    LANE,
    NOW,
    ONE,
    CrowdedTable,
    RacedTable,
    at_once,
    ticket,
)


@pytest.fixture
def sent() -> list[tuple[Priority, str]]:
    return []


@pytest.fixture
def lanes(compute_table: Table, sent: list[tuple[Priority, str]]) -> Lanes:
    return Lanes(compute_table, lambda priority, message: sent.append((priority, message)))


def places(table: Table) -> Places:
    return WaitingRoom(table).places(LANE)


def rows(table: Table) -> list[str]:
    return [item["sk"].split("#")[0] for item in table.every(Query(keys.lane(*LANE)))]


def test_whole_life_leaves_only_places(
    lanes: Lanes, compute_table: Table, sent: list[tuple[Priority, str]]
) -> None:
    names = [f"job {number}" for number in range(5)]
    answers = [lanes.enter(LANE, ticket(name), ONE, NOW) for name in names]
    assert answers[0] == Entered()
    assert [each.position for each in answers[1:] if isinstance(each, Waiting)] == [1, 2, 3, 4]
    assert sorted(rows(compute_table)) == ["PLACES"] + ["WAIT"] * 4 + ["WAITER"] * 4

    for number, name in enumerate(names):
        at = NOW + timedelta(seconds=10 * number)
        assert lanes.enter(LANE, ticket(name), ONE, at) == Entered()
        lanes.leave(LANE, derived_id(name), at)
    assert [message for _, message in sent] == names[1:]
    assert rows(compute_table) == ["PLACES"]


def test_messages_go_to_their_priority(lanes: Lanes, sent: list[tuple[Priority, str]]) -> None:
    lanes.enter(LANE, ticket("inside"), ONE, NOW)
    lanes.enter(LANE, ticket("low", priority=Priority.LOW), ONE, NOW)
    lanes.enter(LANE, ticket("high", priority=Priority.HIGH), ONE, NOW)
    lanes.leave(LANE, derived_id("inside"), NOW)
    lanes.leave(LANE, derived_id("high"), NOW)

    assert sent == [(Priority.HIGH, "high"), (Priority.LOW, "low")]


def test_accounts_have_separate_lanes(lanes: Lanes) -> None:
    own = Lane("fal", str(derived_id("acme")))
    lanes.enter(LANE, ticket("a"), ONE, NOW)

    assert lanes.enter(own, ticket("b"), ONE, NOW) == Entered()


def test_pause_before_first_entry_counts(lanes: Lanes) -> None:
    until = NOW + timedelta(seconds=20)
    lanes.pause(LANE, until)
    answer = lanes.enter(LANE, ticket("a"), ONE, NOW)

    assert isinstance(answer, Waiting)
    assert answer.retry_at == answer.estimated_start_at == until
    assert lanes.admit(LANE, ONE, until) is not None
    assert lanes.enter(LANE, ticket("a"), ONE, until) == Entered()


def test_unknown_lane_is_left_alone(lanes: Lanes, compute_table: Table) -> None:
    assert lanes.admit(LANE, ONE, NOW) is None
    assert lanes.leave(LANE, derived_id("a"), NOW) is None
    assert rows(compute_table) == []


def test_lost_job_may_come_again(lanes: Lanes, compute_table: Table) -> None:
    """It was called, never came, lost its place, and is delivered late after all."""
    for name in ("a", "b"):
        lanes.enter(LANE, ticket(name), ONE, NOW)
    lanes.leave(LANE, derived_id("a"), NOW)
    late = NOW + timedelta(hours=1)
    lanes.enter(LANE, ticket("c"), ONE, late)

    assert isinstance(lanes.enter(LANE, ticket("b"), ONE, late), Waiting)
    lanes.leave(LANE, derived_id("c"), late)
    assert lanes.enter(LANE, ticket("b"), ONE, late) == Entered()
    assert rows(compute_table) == ["PLACES"]


ACTS = ("enter new", "enter called", "leave inside", "leave called", "withdraw", "pause", "admit")


@pytest.mark.parametrize(("one", "other"), product(ACTS, ACTS))
def test_two_at_once_end_like_one_by_one(one: str, other: str, aws: None) -> None:
    """Two places: one inside, one called and not there yet, two waiting."""
    two = Limits(concurrent=2, per_minute=100_000)
    raced, sent = RacedTable("compute"), list[str]()
    first = Lanes(raced, lambda _, message: sent.append(message))
    second = Lanes(Table("compute"), lambda _, message: sent.append(message))
    for name in ("left", "inside", "called", "waiting", "last"):
        second.enter(LANE, ticket(name), two, NOW)
    second.leave(LANE, derived_id("left"), NOW)
    at = NOW + timedelta(seconds=1)

    def act(lanes: Lanes, name: str, actor: str) -> None:
        match name:
            case "enter new":
                lanes.enter(LANE, ticket(f"new {actor}"), two, at)
            case "enter called":
                lanes.enter(LANE, ticket("called"), two, at)
            case "leave inside":
                lanes.leave(LANE, derived_id("inside"), at)
            case "leave called":
                lanes.leave(LANE, derived_id("called"), at)
            case "withdraw":
                lanes.withdraw(LANE, derived_id("waiting"), at)
            case "pause":
                lanes.pause(LANE, at)
            case "admit":
                lanes.admit(LANE, two, at)

    raced.meanwhile = lambda: act(second, other, "other")
    act(first, one, "one")

    state, stored = places(raced), rows(raced)
    called = [each for each in state.holders if each.call_again_at]
    assert len(state.holders) <= 2
    assert state.waiting == stored.count("WAIT")
    assert stored.count("WAITER") == state.waiting + len(called)
    assert len(state.holders) == 2 or state.waiting == 0
    # Whoever has a place and is not inside was sent for.
    assert {each.job_id for each in called} <= {str(derived_id(message)) for message in sent}
    everybody = {"inside", "called", "waiting", "last", "new one", "new other"}
    for _ in everybody:
        for name in everybody:
            if state.holder(str(derived_id(name))):
                second.enter(LANE, ticket(name), two, at)
                second.leave(LANE, derived_id(name), at)
        state = places(raced)
    assert rows(raced) == ["PLACES"]


def test_death_between_write_and_call_loses_nobody(aws: None) -> None:
    sent: list[str] = []

    def die(priority: Priority, message: str) -> None:
        raise KeyboardInterrupt

    dying = Lanes(Table("compute"), die)
    living = Lanes(Table("compute"), lambda _, message: sent.append(message))
    for name in ("a", "b"):
        living.enter(LANE, ticket(name), ONE, NOW)
    with pytest.raises(KeyboardInterrupt):
        dying.leave(LANE, derived_id("a"), NOW)
    living.admit(LANE, ONE, NOW + timedelta(seconds=61))

    assert sent == ["b"]
    assert living.enter(LANE, ticket("b"), ONE, NOW) == Entered()


def test_crowd_at_once_never_exceeds_places(aws: None) -> None:
    """Sixteen at the same moment, and then all who are inside leave at the same moment."""
    limits, sent = Limits(concurrent=3, per_minute=100_000), list[str]()
    lanes = Lanes(CrowdedTable("compute"), lambda _, message: sent.append(message))
    names = [f"job {number}" for number in range(16)]
    answers: dict[str, object] = {}

    def enter(name: str) -> None:
        answers[name] = lanes.enter(LANE, ticket(name), limits, NOW)

    at_once(enter, names)
    inside = [name for name, answer in answers.items() if answer == Entered()]
    assert len(inside) == 3
    assert places(Table("compute")).waiting == 13

    at_once(lambda name: lanes.leave(LANE, derived_id(name), NOW), inside)
    assert len(sent) == len(set(sent)) == 3
    assert not set(sent) & set(inside)
    assert len(places(Table("compute")).holders) == 3
