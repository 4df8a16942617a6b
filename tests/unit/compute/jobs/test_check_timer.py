"""When a job or an account is checked again."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.aws.queues import Queue
from shared.compute.admission.service import Account
from shared.compute.contract.tasks import Priority
from shared.compute.jobs.check_timer import CheckTimer, seconds_until_check
from shared.compute.records.jobs import ProviderJob

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
JOB = ProviderJob(
    id=UUID(int=1),
    organization_id=UUID(int=2),
    task_id=UUID(int=3),
    node_id="generate_0",
    task_token="token",
    priority=Priority.DEFAULT,
    capability="generate",
    provider="fal",
    model="flux",
    owner="platform",
    created_at=NOW,
    deadline_at=NOW + timedelta(seconds=120),
)


class SilentQueue(Queue):
    def __init__(self) -> None:
        self.sent: list[tuple[dict[str, Any], float]] = []

    def send(self, body: str, *, delay_seconds: float = 0) -> None:
        self.sent.append((json.loads(body), delay_seconds))


@pytest.fixture
def queue() -> SilentQueue:
    return SilentQueue()


@pytest.fixture
def timer(queue: SilentQueue) -> CheckTimer:
    return CheckTimer(queue)


def test_callback_is_given_time_to_come() -> None:
    assert [seconds_until_check("webhook", 10, n) for n in range(3)] == [20, 40, 80]


def test_polls_begin_early_and_thin_out() -> None:
    waits = [seconds_until_check("polled", 60, n) for n in range(8)]
    assert waits[0] == 10
    assert waits == sorted(waits)
    assert waits[-1] == 20


@given(
    st.sampled_from(("webhook", "polled", "sync")),
    st.floats(min_value=0, max_value=3600),
    st.integers(min_value=0, max_value=10_000),
)
def test_wait_is_never_a_busy_loop(mode: Any, typical: float, checks: int) -> None:
    wait = seconds_until_check(mode, typical, checks)
    assert wait >= 2
    assert seconds_until_check(mode, typical, checks + 1) >= wait
    if mode != "webhook":
        assert wait <= 20


def test_timer_rings_soon_after_the_deadline(timer: CheckTimer, queue: SilentQueue) -> None:
    timer.schedule(JOB, 900, NOW)
    timer.schedule(JOB, 5, NOW)
    timer.schedule(JOB, 900, NOW + timedelta(hours=1))
    assert [delay for _, delay in queue.sent] == [121, 5, 1]


def test_message_names_job_and_cause(timer: CheckTimer, queue: SilentQueue) -> None:
    timer.schedule(JOB, 5, NOW)
    timer.check_now(JOB, "callback")
    named = {"kind": "job", "organization_id": str(UUID(int=2)), "job_id": str(UUID(int=1))}
    assert queue.sent == [({**named, "cause": "timer"}, 5), ({**named, "cause": "callback"}, 0)]


def test_account_is_looked_at_when_it_says(timer: CheckTimer, queue: SilentQueue) -> None:
    account = Account("fal", "platform")
    timer.schedule_account(account, None, NOW)
    timer.schedule_account(account, NOW + timedelta(seconds=30), NOW)
    timer.schedule_account(account, NOW - timedelta(seconds=30), NOW)
    called = {"kind": "account", "provider": "fal", "owner": "platform"}
    assert queue.sent == [(called, 30), (called, 1)]
