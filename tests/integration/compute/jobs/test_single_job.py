"""One node under every provider fault: one result and charge, or one failure."""

from datetime import timedelta

import pytest

from tests.scenes.job_vendor import vendor
from tests.scenes.job_world import World
from tests.scenes.submitted_tasks import Orders


@pytest.mark.parametrize("mode", ["webhook", "polled", "sync"])
def test_every_mode_ends_in_one_result(world: World, orders: Orders, mode: str) -> None:
    alpha = vendor(world, mode=mode)
    world.open(alpha)
    step = orders.picture()
    world.run()
    node = world.node(step)
    assert step.ended == ["succeeded"]
    assert (node.provider, node.model, node.attempts) == ("alpha", "alpha-1", 1)
    assert len(alpha.orders) == 1
    assert orders.charges() == ["generate_0"]
    assert world.bucket.read((node.output or {})["key"]) == world.picture


def test_webhook_answers_without_polling_before(world: World, orders: Orders) -> None:
    alpha = vendor(world)
    world.open(alpha)
    orders.picture()
    world.run()
    assert alpha.polls == 1


def test_webhook_delivered_twice_charges_once(world: World, orders: Orders) -> None:
    alpha = vendor(world)
    world.open(alpha)
    step = orders.picture()
    world.run(until=timedelta(seconds=1))
    (order,) = alpha.orders
    for seconds in (10.0, 10.0, 11.0, 500.0):
        world.schedule("callback", order.callback, seconds)
    world.run()
    assert step.ended == ["succeeded"]
    assert orders.charges() == ["generate_0"]


def test_webhook_before_the_submit_has_returned(world: World, orders: Orders) -> None:
    alpha = vendor(world)
    alpha.seconds = 0
    world.open(alpha)
    step = orders.picture()
    world.run()
    assert step.ended == ["succeeded"]
    assert len(alpha.orders) == 1


def test_lost_webhook_costs_one_poll(world: World, orders: Orders) -> None:
    alpha = vendor(world)
    world.open(alpha)
    world._promise_callback = lambda vendor, order: None  # type: ignore[method-assign]
    step = orders.picture()
    world.run()
    assert step.ended == ["succeeded"]
    assert alpha.polls == 1


def test_message_delivered_twice_is_one_job(world: World, orders: Orders) -> None:
    alpha = vendor(world)
    world.open(alpha)
    step = orders.picture()
    _, _, target, body = world._heap[0]
    world.schedule(target, body, 0)
    world.schedule(target, body, 5)
    world.run()
    assert step.ended == ["succeeded"]
    assert len(alpha.orders) == 1


@pytest.mark.parametrize("fault", ["down", "unreachable", "no_credit", "broken", "busy"])
def test_failure_goes_to_the_next_provider(world: World, orders: Orders, fault: str) -> None:
    alpha, beta = vendor(world), vendor(world, "beta", rank=20)
    alpha.faults.append(fault)
    world.open(alpha, beta)
    step = orders.picture()
    world.run()
    assert step.ended == ["succeeded"]
    assert world.node(step).provider == "beta"
    assert len(beta.orders) == 1
    assert orders.charges() == ["generate_0"]


@pytest.mark.parametrize("fault", ["down", "busy", "busy_hint", "unreachable"])
def test_lone_provider_is_tried_again(world: World, orders: Orders, fault: str) -> None:
    alpha = vendor(world)
    alpha.faults.append(fault)
    world.open(alpha)
    step = orders.picture()
    world.run()
    assert step.ended == ["succeeded"]
    assert len(alpha.orders) == 1


def test_retry_after_is_waited_for(world: World, orders: Orders) -> None:
    alpha = vendor(world)
    alpha.faults.append("busy_hint")
    world.open(alpha)
    began = world.now
    orders.picture()
    world.run()
    (order,) = alpha.orders
    assert order.ready_at - timedelta(seconds=10) >= began + timedelta(seconds=30)


def test_refusal_ends_the_node_at_once(world: World, orders: Orders) -> None:
    alpha, beta = vendor(world), vendor(world, "beta", rank=20)
    alpha.faults.append("refused")
    world.open(alpha, beta)
    step = orders.picture()
    world.run()
    node = world.node(step)
    assert step.ended == ["failed"]
    assert node.error is not None
    assert node.error.code == "provider_refused"
    assert beta.orders == []
    assert orders.charges() == []


def test_start_timeout_is_no_total_timeout(world: World, orders: Orders) -> None:
    """The provider took the order and never finishes: our deadline cancels and falls back."""
    alpha, beta = vendor(world), vendor(world, "beta", rank=20)
    alpha.faults.extend(["stuck"] * 9)
    world.open(alpha, beta)
    step = orders.picture()
    world.run()
    assert step.ended == ["succeeded"]
    assert world.node(step).provider == "beta"
    assert all(order.cancelled for order in alpha.orders)
    # Tried once more (P11 of the seeds); by then it counts as degraded, and others go first.
    assert len(alpha.orders) == 2


def test_lost_reply_is_paid_but_not_doubled(world: World, orders: Orders) -> None:
    """The vendor has billed an order that we never heard of; the customer pays for one."""
    alpha = vendor(world)
    alpha.faults.append("lost_reply")
    world.open(alpha)
    step = orders.picture()
    world.run()
    assert step.ended == ["succeeded"]
    assert orders.charges() == ["generate_0"]


def test_expired_link_is_asked_for_again(world: World, orders: Orders) -> None:
    alpha = vendor(world)
    alpha.dead_links = 1
    world.open(alpha)
    step = orders.picture()
    world.run()
    assert step.ended == ["succeeded"]
    assert len(alpha.orders) == 1


def test_without_any_provider_the_studio_draws(world: World, orders: Orders) -> None:
    world.open()
    step = orders.picture()
    world.run()
    assert step.ended == ["succeeded"]
    assert world.node(step).provider == "studio"


def test_exhausted_credit_is_not_retried(world: World, orders: Orders) -> None:
    """Exhausted credit of a lone provider: the node ends with the reason, and the next one is
    not handed in at all while the breaker is open."""
    alpha = vendor(world)
    alpha.faults.extend(["no_credit"] * 5)
    world.open(alpha)
    step = orders.picture()
    world.run(until=timedelta(seconds=30))
    assert step.ended == ["failed"]
    assert len(alpha.faults) == 4
