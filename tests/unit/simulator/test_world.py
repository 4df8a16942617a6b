from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest

from tests.simulator.faults import Fault, FaultKind
from tests.simulator.world import Order, World, marked_seconds, trimmed


@dataclass
class Clock:
    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def world(clock: Clock) -> World:
    numbers = count(1)
    return World(clock=clock, new_id=lambda: f"order-{next(numbers)}")


def accept(world: World, kind: FaultKind | None = None, **changes: Any) -> Order:
    fault = Fault(provider="fal", kind=kind, seconds=3) if kind else None
    given: dict[str, Any] = {"provider": "fal", "model": "m", "inputs": {"prompt": "a coat"}}
    return world.accept(fault=fault, **given | changes)


def test_order_is_ready_after_the_latency(world: World, clock: Clock) -> None:
    world.latency_seconds["fal"] = 5
    order = accept(world)
    assert world.state(order) == "pending"

    clock.seconds += 5

    assert world.state(order) == "ready"


def test_latency_is_short_by_default(world: World, clock: Clock) -> None:
    order = accept(world)

    clock.seconds += 0.2

    assert world.state(order) == "ready"


@pytest.mark.parametrize(
    ("kind", "after", "state"),
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
def test_fault_shapes_the_order(
    world: World, clock: Clock, kind: FaultKind, after: float, state: str
) -> None:
    order = accept(world, kind)

    clock.seconds += after

    assert world.state(order) == state


def test_cancelling_ends_what_is_pending(world: World) -> None:
    order = accept(world)

    assert world.cancel(order)
    assert world.state(order) == "cancelled"
    assert not world.cancel(order)


def test_same_key_is_the_same_order(world: World) -> None:
    first = accept(world, idempotency_key="k")
    second = accept(world, idempotency_key="k")
    other = accept(world, idempotency_key="k", provider="bfl")

    assert (second is first, first.repeats) == (True, 1)
    assert other is not first


def test_orders_without_a_key_are_all_billed(world: World) -> None:
    accept(world)
    accept(world)

    assert [order.number for order in world.orders_of("fal")] == [1, 2]


def test_expired_link_is_dead_once(world: World) -> None:
    order = accept(world, "expired_result")
    dead = world.link_version(order)
    assert not world.may_fetch(order, dead)

    fresh = world.link_version(order)

    assert fresh != dead
    assert world.may_fetch(order, fresh)
    assert (order.fetches, order.dead_fetches) == (2, 1)


def test_order_takes_as_long_as_its_inputs_say(world: World) -> None:
    world.latency_seconds["fal"] = 9

    assert accept(world, inputs={"prompt": "a coat, takes 4.2 s"}).ready_at == 1004.2
    assert accept(world, "latency", inputs={"prompt": "takes 4 s"}).ready_at == 1007


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("n001-takes-2.5-s.png?x=1", 2.5), ("takes 4 seconds", None), ("mistakes 4 s", None)],
)
def test_marked_seconds(text: str, seconds: float | None) -> None:
    assert marked_seconds({"deep": [{"url": text}]}) == seconds


def test_struck_faults_are_remembered(world: World, clock: Clock) -> None:
    world.note("fal", Fault(provider="*", kind="rate"))

    assert [(each.provider, each.at) for each in world.struck] == [("fal", clock.seconds)]


def test_digest_tells_inputs_apart(world: World) -> None:
    first, second = accept(world), accept(world, inputs={"prompt": "a hat"})

    assert first.inputs_digest == accept(world).inputs_digest
    assert first.inputs_digest != second.inputs_digest


def test_large_inputs_are_kept_as_digests() -> None:
    kept = trimmed({"image": "x" * 3000, "body": b"x", "list": ["short", 1, None]})

    assert kept["image"].startswith("sha256:")
    assert kept["body"].endswith(":1")
    assert kept["list"] == ["short", 1, None]


def test_summary_of_a_stuck_order_is_json(world: World) -> None:
    assert accept(world, "stuck").summary()["ready_at"] is None


def test_reset_forgets_everything(world: World) -> None:
    accept(world)
    world.plant("fal", "rate")
    world.latency_seconds["fal"] = 9

    world.reset()

    assert world.orders_of("fal") == []
    assert world.faults.take("fal") is None
    assert world.latency_seconds == {}
