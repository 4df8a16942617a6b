"""Admission on the real table: the stored items, and a second writer at every write."""

from datetime import timedelta
from itertools import product

import pytest

from shared.aws import keys
from shared.aws.table import Query, Table
from shared.compute.admission.permits import Permits
from shared.compute.admission.repository import AdmissionRepository
from shared.compute.admission.service import Account, AdmissionService, Admitted, Queued
from shared.compute.contract.tasks import Priority
from shared.core.ids import derived_id
from shared.providers.adapter import Limits
from tests.scenes.admission_scene import (
    ACCOUNT,
    NOW,
    ONE,
    CrowdedTable,
    RacedTable,
    at_once,
    request,
)


@pytest.fixture
def sent() -> list[tuple[Priority, str]]:
    return []


@pytest.fixture
def admission(compute_table: Table, sent: list[tuple[Priority, str]]) -> AdmissionService:
    return AdmissionService(
        compute_table, lambda priority, message: sent.append((priority, message))
    )


def permits(table: Table) -> Permits:
    return AdmissionRepository(table).permits(ACCOUNT)


def rows(table: Table) -> list[str]:
    return [item["sk"].split("#")[0] for item in table.every(Query(keys.account(*ACCOUNT)))]


def test_whole_life_leaves_only_permits(
    admission: AdmissionService, compute_table: Table, sent: list[tuple[Priority, str]]
) -> None:
    names = [f"job {number}" for number in range(5)]
    answers = [admission.acquire(ACCOUNT, request(name), ONE, NOW) for name in names]
    assert answers[0] == Admitted()
    assert [each.position for each in answers[1:] if isinstance(each, Queued)] == [1, 2, 3, 4]
    assert sorted(rows(compute_table)) == ["PERMITS"] + ["QUEUE"] * 4 + ["REQUEST"] * 4

    for number, name in enumerate(names):
        at = NOW + timedelta(seconds=10 * number)
        assert admission.acquire(ACCOUNT, request(name), ONE, at) == Admitted()
        admission.release(ACCOUNT, derived_id(name), at)
    assert [message for _, message in sent] == names[1:]
    assert rows(compute_table) == ["PERMITS"]


def test_messages_go_to_their_priority(
    admission: AdmissionService, sent: list[tuple[Priority, str]]
) -> None:
    admission.acquire(ACCOUNT, request("inside"), ONE, NOW)
    admission.acquire(ACCOUNT, request("low", priority=Priority.LOW), ONE, NOW)
    admission.acquire(ACCOUNT, request("high", priority=Priority.HIGH), ONE, NOW)
    admission.release(ACCOUNT, derived_id("inside"), NOW)
    admission.release(ACCOUNT, derived_id("high"), NOW)

    assert sent == [(Priority.HIGH, "high"), (Priority.LOW, "low")]


def test_accounts_have_separate_permits(admission: AdmissionService) -> None:
    own = Account("fal", str(derived_id("acme")))
    admission.acquire(ACCOUNT, request("a"), ONE, NOW)

    assert admission.acquire(own, request("b"), ONE, NOW) == Admitted()


def test_pause_before_first_entry_counts(admission: AdmissionService) -> None:
    until = NOW + timedelta(seconds=20)
    admission.pause(ACCOUNT, until)
    answer = admission.acquire(ACCOUNT, request("a"), ONE, NOW)

    assert isinstance(answer, Queued)
    assert answer.retry_at == answer.estimated_start_at == until
    assert admission.admit_queued(ACCOUNT, ONE, until) is not None
    assert admission.acquire(ACCOUNT, request("a"), ONE, until) == Admitted()


def test_unknown_account_is_left_alone(admission: AdmissionService, compute_table: Table) -> None:
    assert admission.admit_queued(ACCOUNT, ONE, NOW) is None
    assert admission.release(ACCOUNT, derived_id("a"), NOW) is None
    assert rows(compute_table) == []


def test_lost_job_may_come_again(admission: AdmissionService, compute_table: Table) -> None:
    """A job whose unused permit expired is delivered late and queued again."""
    for name in ("a", "b"):
        admission.acquire(ACCOUNT, request(name), ONE, NOW)
    admission.release(ACCOUNT, derived_id("a"), NOW)
    late = NOW + timedelta(hours=1)
    admission.acquire(ACCOUNT, request("c"), ONE, late)

    assert isinstance(admission.acquire(ACCOUNT, request("b"), ONE, late), Queued)
    admission.release(ACCOUNT, derived_id("c"), late)
    assert admission.acquire(ACCOUNT, request("b"), ONE, late) == Admitted()
    assert rows(compute_table) == ["PERMITS"]


ACTS = ("enter new", "enter called", "leave inside", "leave called", "withdraw", "pause", "admit")


@pytest.mark.parametrize(("one", "other"), product(ACTS, ACTS))
def test_two_at_once_end_like_one_by_one(one: str, other: str, aws: None) -> None:
    """Two permits: one job has started, one was granted and has not; two jobs wait."""
    two = Limits(concurrent=2, per_minute=100_000)
    raced, sent = RacedTable("compute"), list[str]()
    first = AdmissionService(raced, lambda _, message: sent.append(message))
    second = AdmissionService(Table("compute"), lambda _, message: sent.append(message))
    for name in ("left", "inside", "called", "waiting", "last"):
        second.acquire(ACCOUNT, request(name), two, NOW)
    second.release(ACCOUNT, derived_id("left"), NOW)
    at = NOW + timedelta(seconds=1)

    def act(admission: AdmissionService, name: str, actor: str) -> None:
        match name:
            case "enter new":
                admission.acquire(ACCOUNT, request(f"new {actor}"), two, at)
            case "enter called":
                admission.acquire(ACCOUNT, request("called"), two, at)
            case "leave inside":
                admission.release(ACCOUNT, derived_id("inside"), at)
            case "leave called":
                admission.release(ACCOUNT, derived_id("called"), at)
            case "withdraw":
                admission.release(ACCOUNT, derived_id("waiting"), at)
            case "pause":
                admission.pause(ACCOUNT, at)
            case "admit":
                admission.admit_queued(ACCOUNT, two, at)

    raced.meanwhile = lambda: act(second, other, "other")
    act(first, one, "one")

    state, stored = permits(raced), rows(raced)
    called = [each for each in state.granted if each.resend_at]
    assert len(state.granted) <= 2
    assert state.waiting == stored.count("QUEUE")
    assert stored.count("REQUEST") == state.waiting + len(called)
    assert len(state.granted) == 2 or state.waiting == 0
    # Every granted job that has not started was sent its message.
    assert {each.job_id for each in called} <= {str(derived_id(message)) for message in sent}
    everybody = {"inside", "called", "waiting", "last", "new one", "new other"}
    for _ in everybody:
        for name in everybody:
            if state.permit(str(derived_id(name))):
                second.acquire(ACCOUNT, request(name), two, at)
                second.release(ACCOUNT, derived_id(name), at)
        state = permits(raced)
    assert rows(raced) == ["PERMITS"]


def test_death_before_send_loses_no_job(aws: None) -> None:
    sent: list[str] = []

    def die(priority: Priority, message: str) -> None:
        raise KeyboardInterrupt

    dying = AdmissionService(Table("compute"), die)
    living = AdmissionService(Table("compute"), lambda _, message: sent.append(message))
    for name in ("a", "b"):
        living.acquire(ACCOUNT, request(name), ONE, NOW)
    with pytest.raises(KeyboardInterrupt):
        dying.release(ACCOUNT, derived_id("a"), NOW)
    living.admit_queued(ACCOUNT, ONE, NOW + timedelta(seconds=61))

    assert sent == ["b"]
    assert living.acquire(ACCOUNT, request("b"), ONE, NOW) == Admitted()


def test_crowd_at_once_never_exceeds_limit(aws: None) -> None:
    """Sixteen requests at once; then all admitted jobs release at once."""
    limits, sent = Limits(concurrent=3, per_minute=100_000), list[str]()
    admission = AdmissionService(CrowdedTable("compute"), lambda _, message: sent.append(message))
    names = [f"job {number}" for number in range(16)]
    answers: dict[str, object] = {}

    def enter(name: str) -> None:
        answers[name] = admission.acquire(ACCOUNT, request(name), limits, NOW)

    at_once(enter, names)
    inside = [name for name, answer in answers.items() if answer == Admitted()]
    assert len(inside) == 3
    assert permits(Table("compute")).waiting == 13

    at_once(lambda name: admission.release(ACCOUNT, derived_id(name), NOW), inside)
    assert len(sent) == len(set(sent)) == 3
    assert not set(sent) & set(inside)
    assert len(permits(Table("compute")).granted) == 3
