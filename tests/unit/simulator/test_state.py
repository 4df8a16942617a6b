from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest

from tests.simulator.faults import Fault, FaultKind
from tests.simulator.state import Job, SimulatorState, marked_seconds, trimmed


@dataclass
class Clock:
    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def state(clock: Clock) -> SimulatorState:
    numbers = count(1)
    return SimulatorState(clock=clock, new_id=lambda: f"order-{next(numbers)}")


def accept(state: SimulatorState, kind: FaultKind | None = None, **changes: Any) -> Job:
    fault = Fault(provider="fal", kind=kind, seconds=3) if kind else None
    given: dict[str, Any] = {"provider": "fal", "model": "m", "inputs": {"prompt": "a coat"}}
    return state.accept(fault=fault, **given | changes)


def test_job_is_ready_after_the_latency(state: SimulatorState, clock: Clock) -> None:
    state.latency_seconds["fal"] = 5
    job = accept(state)
    assert state.status(job) == "pending"

    clock.seconds += 5

    assert state.status(job) == "ready"


def test_latency_is_short_by_default(state: SimulatorState, clock: Clock) -> None:
    job = accept(state)

    clock.seconds += 0.2

    assert state.status(job) == "ready"


@pytest.mark.parametrize(
    ("kind", "after", "status"),
    [
        ("stuck", 10_000, "pending"),
        ("webhook_early", 0, "ready"),
        ("latency", 3.1, "pending"),
        ("latency", 3.3, "ready"),
        ("refusal", 1, "refusal"),
        ("job_failed", 1, "job_failed"),
        ("lost_reply", 1, "ready"),
    ],
)
def test_fault_shapes_the_job(
    state: SimulatorState, clock: Clock, kind: FaultKind, after: float, status: str
) -> None:
    job = accept(state, kind)

    clock.seconds += after

    assert state.status(job) == status


def test_cancelling_ends_what_is_pending(state: SimulatorState) -> None:
    job = accept(state)

    assert state.cancel(job)
    assert state.status(job) == "cancelled"
    assert not state.cancel(job)


def test_same_key_is_the_same_job(state: SimulatorState) -> None:
    first = accept(state, idempotency_key="k")
    second = accept(state, idempotency_key="k")
    other = accept(state, idempotency_key="k", provider="bfl")

    assert (second is first, first.repeats) == (True, 1)
    assert other is not first


def test_jobs_without_a_key_are_all_billed(state: SimulatorState) -> None:
    accept(state)
    accept(state)

    assert [job.number for job in state.jobs_of("fal")] == [1, 2]


def test_expired_link_is_dead_once(state: SimulatorState) -> None:
    job = accept(state, "expired_result")
    dead = state.link_version(job)
    assert not state.may_fetch(job, dead)

    fresh = state.link_version(job)

    assert fresh != dead
    assert state.may_fetch(job, fresh)
    assert (job.fetches, job.dead_fetches) == (2, 1)


def test_job_takes_as_long_as_its_inputs_say(state: SimulatorState) -> None:
    state.latency_seconds["fal"] = 9

    assert accept(state, inputs={"prompt": "a coat, takes 4.2 s"}).ready_at == 1004.2
    assert accept(state, "latency", inputs={"prompt": "takes 4 s"}).ready_at == 1007


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("n001-takes-2.5-s.png?x=1", 2.5), ("takes 4 seconds", None), ("mistakes 4 s", None)],
)
def test_marked_seconds(text: str, seconds: float | None) -> None:
    assert marked_seconds({"deep": [{"url": text}]}) == seconds


def test_triggered_faults_are_remembered(state: SimulatorState, clock: Clock) -> None:
    state.record("fal", Fault(provider="*", kind="rate"))

    assert [(each.provider, each.at) for each in state.triggered] == [("fal", clock.seconds)]


def test_digest_tells_inputs_apart(state: SimulatorState) -> None:
    first, second = accept(state), accept(state, inputs={"prompt": "a hat"})

    assert first.inputs_digest == accept(state).inputs_digest
    assert first.inputs_digest != second.inputs_digest


def test_large_inputs_are_kept_as_digests() -> None:
    kept = trimmed({"image": "x" * 3000, "body": b"x", "list": ["short", 1, None]})

    assert kept["image"].startswith("sha256:")
    assert kept["body"].endswith(":1")
    assert kept["list"] == ["short", 1, None]


def test_summary_of_a_stuck_job_is_json(state: SimulatorState) -> None:
    assert accept(state, "stuck").summary()["ready_at"] is None


def test_reset_forgets_everything(state: SimulatorState) -> None:
    accept(state)
    state.inject("fal", "rate")
    state.latency_seconds["fal"] = 9

    state.reset()

    assert state.jobs_of("fal") == []
    assert state.faults.take("fal") is None
    assert state.latency_seconds == {}
