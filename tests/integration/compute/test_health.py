"""Breakers on the real table: a single probe, and no result lost in a race."""

from datetime import datetime, timedelta
from typing import get_args

import pytest

from shared.aws.table import Table
from shared.compute.admission.service import Account
from shared.compute.routing.breaker import RULES
from shared.compute.routing.health import Health
from shared.core.ids import derived_id
from shared.providers.errors import FailureClass
from tests.scenes.admission_scene import (
    ACCOUNT,
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
    """Open a breaker of the account and return when it may be probed."""
    for _ in range(RULES[failure_class].in_a_row):
        health.record(ACCOUNT, failure_class, JOB, NOW)
    until = health.read(ACCOUNT).next_chance(NOW)
    assert until is not None
    return until


@pytest.mark.parametrize("failure_class", get_args(FailureClass))
def test_every_class_opens_and_recovers(health: Health, failure_class: FailureClass) -> None:
    until = opened(health, failure_class)
    assert not health.admit(ACCOUNT, JOB, NOW)
    assert health.admit(ACCOUNT, JOB, until)
    health.record(ACCOUNT, None, JOB, until)

    assert health.read(ACCOUNT).breakers == {}
    assert health.admit(ACCOUNT, OTHER, until)


def test_lone_primary_is_cooled(health: Health) -> None:
    until = opened(health)

    assert health.read(ACCOUNT).verdict(NOW) == "no"
    assert health.read(ACCOUNT).verdict(until) == "probe"


def test_exhausted_credit_is_cooled(health: Health) -> None:
    health.record(ACCOUNT, "credit", JOB, NOW)

    assert not health.admit(ACCOUNT, OTHER, NOW + timedelta(minutes=5))


def test_one_account_does_not_close_another(health: Health) -> None:
    opened(health, "credit")

    assert health.admit(Account(ACCOUNT.provider, str(derived_id("acme"))), JOB, NOW)


def test_healthy_account_is_never_written(health: Health, compute_table: Table) -> None:
    for _ in range(3):
        assert health.admit(ACCOUNT, JOB, NOW)
        health.record(ACCOUNT, None, JOB, NOW)

    assert health.read(ACCOUNT).version == 0


def test_probe_serves_all_classes(health: Health) -> None:
    """One job is the probe of both half-open breakers."""
    opened(health, "timeout")
    late = opened(health, "server") + timedelta(hours=1)
    assert health.admit(ACCOUNT, JOB, late)
    assert not health.admit(ACCOUNT, OTHER, late)
    health.record(ACCOUNT, None, JOB, late)

    assert health.read(ACCOUNT).breakers == {}


def test_probe_failing_with_other_class_fails(health: Health) -> None:
    until = opened(health, "server")
    assert health.admit(ACCOUNT, JOB, until)
    health.record(ACCOUNT, "timeout", JOB, until)

    assert not health.admit(ACCOUNT, OTHER, until)
    assert health.read(ACCOUNT).breakers["server"].trips == 2


def test_returned_probe_goes_to_the_next(health: Health) -> None:
    until = opened(health)
    assert health.admit(ACCOUNT, JOB, until)
    health.return_probe(ACCOUNT, JOB)

    assert health.admit(ACCOUNT, OTHER, until)


def test_probe_admitted_again_is_itself(health: Health) -> None:
    until = opened(health)

    assert health.admit(ACCOUNT, JOB, until)
    assert health.admit(ACCOUNT, JOB, until)


def test_second_prober_loses_the_race(aws: None) -> None:
    raced = RacedTable("compute")
    first, second = Health(raced), Health(Table("compute"))
    until = opened(second)
    admitted: list[bool] = []
    raced.meanwhile = lambda: admitted.append(second.admit(ACCOUNT, OTHER, until))
    admitted.append(first.admit(ACCOUNT, JOB, until))

    assert admitted == [True, False]


def test_crowd_gets_exactly_one_probe(aws: None) -> None:
    health = Health(CrowdedTable("compute"))
    until = opened(health)
    admitted: list[bool] = []

    def ask(name: str) -> None:
        admitted.append(health.admit(ACCOUNT, derived_id(name), until))

    at_once(ask, [str(number) for number in range(16)])
    assert sorted(admitted) == [False] * 15 + [True]


def test_failures_at_once_all_count(aws: None) -> None:
    raced = RacedTable("compute")
    first, second = Health(raced), Health(Table("compute"))
    raced.meanwhile = lambda: second.record(ACCOUNT, "server", OTHER, NOW)
    first.record(ACCOUNT, "server", JOB, NOW)

    assert second.read(ACCOUNT).breakers["server"].in_a_row == 2


def test_many_are_read_at_once(health: Health) -> None:
    opened(health)
    quiet = Account("bfl", "platform")
    found = health.read_many((ACCOUNT, quiet))

    assert found[ACCOUNT].verdict(NOW) == "no"
    assert found[quiet].verdict(NOW) == "yes"
