"""The function dies between any two steps, and every node still ends once."""

import pytest

from tests.scenes.job_vendor import vendor
from tests.scenes.job_world import World
from tests.scenes.submitted_tasks import Orders

# More than any of the runs below takes; a death after the end changes nothing.
STEPS = 60


# Every fourth step, another quarter in each mode: what the modes share is met at all of them.
@pytest.mark.parametrize(
    ("mode", "step"),
    [
        (mode, step)
        for first, mode in enumerate(("webhook", "polled", "sync"), start=1)
        for step in range(first, STEPS, 4)
    ],
)
def test_death_at_any_step_loses_nothing(
    world: World, orders: Orders, mode: str, step: int
) -> None:
    alpha = vendor(world, mode=mode)  # type: ignore[arg-type]
    world.open(alpha)
    order = orders.picture()
    world.deaths.at, world.deaths.steps = step, 0
    world.run()
    assert order.ended == ["succeeded"]
    assert orders.charges() == ["generate_0"]
    assert world.permits_taken("alpha") == 0
    # One repeated submit is all that the death explains.
    assert len(alpha.orders) <= 2


@pytest.mark.parametrize("step", range(1, STEPS, 5))
def test_death_of_one_of_two_equal_nodes(world: World, orders: Orders, step: int) -> None:
    alpha = vendor(world)
    world.open(alpha)
    both = [orders.picture(name) for name in ("first", "second")]
    world.deaths.at, world.deaths.steps = step, 0
    world.run()
    assert [one.ended for one in both] == [["succeeded"], ["succeeded"]]


@pytest.mark.parametrize("step", range(3, STEPS, 5))
def test_death_while_going_to_the_next_provider(world: World, orders: Orders, step: int) -> None:
    alpha, beta = vendor(world), vendor(world, "beta", rank=20)
    alpha.faults.append("down")
    world.open(alpha, beta)
    order = orders.picture()
    world.deaths.at, world.deaths.steps = step, 0
    world.run()
    assert order.ended == ["succeeded"]
    assert orders.charges() == ["generate_0"]
