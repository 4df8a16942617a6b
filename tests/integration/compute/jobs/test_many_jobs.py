"""Several nodes at once: equal ones are charged once, others share the permits."""

from datetime import timedelta

import pytest

from shared.compute.contract.providers import CancelRequest
from shared.compute.contract.tasks import Priority, TaskStatus
from shared.compute.errors import TaskFinished
from tests.scenes.compute_scene import ORG, events_of
from tests.scenes.job_vendor import vendor
from tests.scenes.job_world import World
from tests.scenes.submitted_tasks import Orders


def test_two_equal_graphs_pay_each_node_once(world: World, orders: Orders) -> None:
    alpha = vendor(world)
    world.open(alpha)
    steps = [orders.picture(name) for name in ("first", "second", "third")]
    world.run()
    assert [step.ended for step in steps] == [["succeeded"]] * 3
    assert len(alpha.orders) == 1
    nodes = [world.node(step) for step in steps]
    assert sorted(node.cached for node in nodes) == [False, True, True]
    assert len({(node.output or {})["key"] for node in nodes}) == 3
    assert sum(node.cost_microusd for node in nodes) == max(n.cost_microusd for n in nodes)


def test_cached_node_sends_the_same_events(world: World, orders: Orders) -> None:
    world.open(vendor(world))
    orders.picture("first")
    world.run()
    orders.picture("second")
    world.run()
    events = [event.data for event in events_of(world.table, "task.progress")]
    about = [data for data in events if data["node_id"] == "generate_0"]
    assert [data["cached"] for data in about] == [False, True]


def test_waiter_takes_over_from_a_failed_one(world: World, orders: Orders) -> None:
    alpha = vendor(world)
    alpha.faults.append("refused")
    world.open(alpha)
    steps = [orders.picture(name) for name in ("first", "second")]
    world.run()
    assert sorted(step.ended[0] for step in steps) == ["failed", "succeeded"]
    assert len(alpha.orders) == 1


def test_job_at_the_limit_waits_and_reports_position(world: World, orders: Orders) -> None:
    alpha = vendor(world, concurrent=1)
    world.open(alpha)
    task = orders.task(count=4)
    steps = [world.begin(task, f"generate_{i}") for i in range(4)]
    world.run(until=timedelta(seconds=5))
    assert len(alpha.orders) == 1
    places = sorted(node.queue.position for s in steps if (node := world.node(s)).queue)
    assert places == [1, 2, 3]
    world.run()
    assert [step.ended for step in steps] == [["succeeded"]] * 4
    assert len(alpha.orders) == 4
    events = [e.data["queue"] for e in events_of(world.table, "task.progress") if e.data["queue"]]
    assert {queue["position"] for queue in events} == {1, 2, 3}


def test_high_priority_overtakes_in_the_queue(world: World, orders: Orders) -> None:
    alpha = vendor(world, concurrent=1)
    world.open(alpha)
    task = orders.task(count=5)
    for i in range(4):
        world.begin(task, f"generate_{i}", Priority.LOW)
    world.run(until=timedelta(seconds=5))
    urgent = world.begin(task, "generate_4", Priority.HIGH)
    world.run()
    jobs = [world.jobs.find(ORG, world.node(urgent).job_id)]  # type: ignore[arg-type]
    assert jobs[0] is not None
    assert [order.job for order in alpha.orders].index(str(jobs[0].id)) == 1


def test_cancel_item_two_of_five(world: World, orders: Orders) -> None:
    """Cancel of a pending one must not end the one that runs (InvokeAI 6049)."""
    alpha = vendor(world, concurrent=1)
    world.open(alpha)
    tasks = [orders.task(name, count=2) for name in range(5)]
    # Pictures of different tasks are equal: the second of each task would be a cache hit.
    steps = [world.begin(task, f"generate_{i % 2}") for i, task in enumerate(tasks[:2])]
    world.run(until=timedelta(seconds=5))
    world.cancelling.cancel_task(ORG, tasks[1])
    world.run()
    assert [step.ended for step in steps] == [["succeeded"], ["cancelled"]]
    assert len(alpha.orders) == 1
    assert not alpha.orders[0].cancelled


def test_cancel_reaches_the_provider(world: World, orders: Orders) -> None:
    alpha = vendor(world)
    world.open(alpha)
    step = orders.picture()
    world.run(until=timedelta(seconds=5))
    world.cancelling.cancel_task(ORG, step.task_id)
    world.cancelling.cancel_task(ORG, step.task_id)
    world.run()
    assert step.ended == ["cancelled"]
    assert alpha.orders[0].cancelled
    assert orders.charges() == []


def test_cancel_before_dispatch_submits_nothing(world: World, orders: Orders) -> None:
    alpha = vendor(world)
    world.open(alpha)
    step = orders.picture()
    world.cancelling.cancel_task(ORG, step.task_id)
    world.run()
    assert step.ended == ["cancelled"]
    assert alpha.orders == []


def test_cancel_one_node_leaves_the_others(world: World, orders: Orders) -> None:
    alpha = vendor(world)
    world.open(alpha)
    task = orders.task(count=2)
    steps = [world.begin(task, f"generate_{i}") for i in range(2)]
    world.run(until=timedelta(seconds=5))
    world.cancelling.cancel_node(ORG, task, "generate_0")
    world.run()
    assert [step.ended for step in steps] == [["cancelled"], ["succeeded"]]
    assert [order.cancelled for order in alpha.orders] == [True, False]


def test_cancel_waiting_leaves_what_has_begun(world: World, orders: Orders) -> None:
    alpha = vendor(world, concurrent=1)
    world.open(alpha)
    busy = orders.task("busy", count=2)
    waiting = orders.task("waiting", count=3)
    steps = [world.begin(busy, "generate_0"), world.begin(waiting, "generate_2")]
    world.run(until=timedelta(seconds=5))
    # Both products are cut out, so both tasks count as begun; only the order in line is not.
    report = world.cancelling.cancel_many(ORG, CancelRequest(scope="waiting"))
    assert report.generation_ids == ()
    report = world.cancelling.cancel_many(ORG, CancelRequest(scope="all"))
    assert len(report.generation_ids) == 2
    world.run()
    assert [step.ended for step in steps] == [["cancelled"], ["cancelled"]]


def test_cancel_of_a_finished_task_says_so(world: World, orders: Orders) -> None:
    world.open(vendor(world))
    step = orders.picture()
    world.run()
    world.tasks.complete_task(
        world.tasks.task(ORG, step.task_id),
        TaskStatus.SUCCEEDED,
        None,
        world.now,
        [],
    )
    with pytest.raises(TaskFinished):
        world.cancelling.cancel_task(ORG, step.task_id)
