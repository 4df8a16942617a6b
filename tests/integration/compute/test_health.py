"""Breakers on the real table: one probe however many ask, and no result lost in a race."""

from datetime import datetime, timedelta
from typing import get_args

import pytest

from shared.aws.table import Table
from shared.compute.admission.service import Lane
from shared.compute.routing.breaker import RULES
from shared.compute.routing.health import Health
from shared.core.ids import derived_id
from shared.providers.errors import FailureClass
from tests.scenes.admission_scene import (
    LANE,
    NOW,
    CrowdedTable,
    RacedTable,
    at_once,
)

JOB, OTHER = derived_id("job"), derived_id("other job")


@pytest.fixture
def health(compute_table: Table) -> Health:
    return Health(compute_table)


def opened(health: Health, failure_class: FailureClass = "server") -> datetime:
    """The lane is out of order; when it may be probed."""
    for _ in range(RULES[failure_class].in_a_row):
        health.record(LANE, failure_class, JOB, NOW)
    until = health.read(LANE).next_chance(NOW)
    assert until is not None
    return until


@pytest.mark.parametrize("failure_class", get_args(FailureClass))
def test_every_class_opens_and_recovers(health: Health, failure_class: FailureClass) -> None:
    until = opened(health, failure_class)
    assert not health.admit(LANE, JOB, NOW)
    assert health.admit(LANE, JOB, until)
    health.record(LANE, None, JOB, until)

    assert health.read(LANE).breakers == {}
    assert health.admit(LANE, OTHER, until)


def test_lone_primary_is_cooled(health: Health) -> None:
    until = opened(health)

    assert health.read(LANE).verdict(NOW) == "no"
    assert health.read(LANE).verdict(until) == "probe"


def test_exhausted_credit_is_cooled(health: Health) -> None:
    health.record(LANE, "credit", JOB, NOW)

    assert not health.admit(LANE, OTHER, NOW + timedelta(minutes=5))


def test_one_account_does_not_close_another(health: Health) -> None:
    opened(health, "credit")

    assert health.admit(Lane(LANE.provider, str(derived_id("acme"))), JOB, NOW)


def test_healthy_lane_is_never_written(health: Health, compute_table: Table) -> None:
    for _ in range(3):
        assert health.admit(LANE, JOB, NOW)
        health.record(LANE, None, JOB, NOW)

    assert health.read(LANE).version == 0


def test_probe_is_asked_in_all_classes(health: Health) -> None:
    """Two breakers are half open: one job answers for both."""
    opened(health, "timeout")
    late = opened(health, "server") + timedelta(hours=1)
    assert health.admit(LANE, JOB, late)
    assert not health.admit(LANE, OTHER, late)
    health.record(LANE, None, JOB, late)

    assert health.read(LANE).breakers == {}


def test_probe_failing_otherwise_has_failed(health: Health) -> None:
    until = opened(health, "server")
    assert health.admit(LANE, JOB, until)
    health.record(LANE, "timeout", JOB, until)

    assert not health.admit(LANE, OTHER, until)
    assert health.read(LANE).breakers["server"].trips == 2


def test_forgone_probe_goes_to_the_next(health: Health) -> None:
    until = opened(health)
    assert health.admit(LANE, JOB, until)
    health.forgo(LANE, JOB)

    assert health.admit(LANE, OTHER, until)


def test_probe_admitted_again_is_itself(health: Health) -> None:
    until = opened(health)

    assert health.admit(LANE, JOB, until)
    assert health.admit(LANE, JOB, until)


def test_second_prober_loses_the_race(aws: None) -> None:
    raced = RacedTable("compute")
    first, second = Health(raced), Health(Table("compute"))
    until = opened(second)
    admitted: list[bool] = []
    raced.meanwhile = lambda: admitted.append(second.admit(LANE, OTHER, until))
    admitted.append(first.admit(LANE, JOB, until))

    assert admitted == [True, False]


def test_crowd_gets_exactly_one_probe(aws: None) -> None:
    health = Health(CrowdedTable("compute"))
    until = opened(health)
    admitted: list[bool] = []

    def ask(name: str) -> None:
        admitted.append(health.admit(LANE, derived_id(name), until))

    at_once(ask, [str(number) for number in range(16)])
    assert sorted(admitted) == [False] * 15 + [True]


def test_failures_at_once_all_count(aws: None) -> None:
    raced = RacedTable("compute")
    first, second = Health(raced), Health(Table("compute"))
    raced.meanwhile = lambda: second.record(LANE, "server", OTHER, NOW)
    first.record(LANE, "server", JOB, NOW)

    assert second.read(LANE).breakers["server"].in_a_row == 2


def test_many_are_read_at_once(health: Health) -> None:
    opened(health)
    quiet = Lane("bfl", "platform")
    found = health.read_many((LANE, quiet))

    assert found[LANE].verdict(NOW) == "no"
    assert found[quiet].verdict(NOW) == "yes"
