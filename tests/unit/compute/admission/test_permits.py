"""Lanes over rows in memory: places, order, pauses, lost messages and lost leases."""

from datetime import timedelta

import pytest

from shared.compute.admission.service import Entered, Waiting
from shared.compute.contract.tasks import Priority
from tests.scenes.admission_parts import LANE, NOW, World


def seconds_until(waiting: object) -> float:
    assert isinstance(waiting, Waiting)
    assert waiting.estimated_start_at is not None
    return (waiting.estimated_start_at - NOW).total_seconds()


def test_full_lane_makes_wait() -> None:
    world = World(concurrent=2)
    answers = [world.enter(name) for name in "abcd"]

    assert answers[:2] == [Entered(), Entered()]
    assert [each.position for each in answers[2:] if isinstance(each, Waiting)] == [1, 2]


def test_leaving_calls_the_next_one() -> None:
    world = World(concurrent=1)
    for name in "abc":
        world.enter(name)
    world.leave("a")

    assert world.post == ["b"]
    assert world.deliver() == ["b"]


def test_newcomer_passes_nobody() -> None:
    """The free place is kept for the one who was called."""
    world = World(concurrent=1)
    world.enter("first")
    world.enter("called")
    world.leave("first")

    assert isinstance(world.enter("newcomer"), Waiting)
    assert world.deliver() == ["called"]


def test_entering_twice_is_once() -> None:
    world = World(concurrent=1)
    assert world.enter("a") == world.enter("a") == Entered()
    first, second = world.enter("b"), world.enter("b")

    assert isinstance(first, Waiting)
    assert isinstance(second, Waiting)
    assert first.position == second.position == 1
    assert world.room.state.waiting == 1


def test_repeated_entry_writes_nothing() -> None:
    world = World(concurrent=1)
    world.enter("a")
    world.enter("b")
    before = world.room.commits
    world.enter("a")
    world.enter("b")

    assert world.room.commits == before


def test_leaving_twice_is_once() -> None:
    world = World(concurrent=1)
    for name in "abc":
        world.enter(name)
    world.leave("a")
    world.leave("a")

    assert world.post == ["b"]


def test_higher_priority_goes_first() -> None:
    world = World(concurrent=1)
    world.enter("inside")
    world.enter("low", priority=Priority.LOW)
    world.enter("default", priority=Priority.DEFAULT)
    high = world.enter("high", priority=Priority.HIGH)

    assert isinstance(high, Waiting)
    assert high.position == 1
    assert drained(world) == ["inside", "high", "default", "low"]


def test_single_job_passes_a_thousand() -> None:
    world = World(concurrent=1)
    for number in range(1000):
        world.enter(f"crowd {number}", organization="crowd")
    answer = world.enter("single", organization="single")

    assert isinstance(answer, Waiting)
    assert answer.position <= 2
    assert drained(world).index("single") <= 2


def test_low_priority_is_shared_fairly_too() -> None:
    """Priorities are strict; inside of one, organizations take turns."""
    world = World(concurrent=1)
    world.enter("inside")
    for number in range(5):
        world.enter(f"crowd {number}", organization="crowd", priority=Priority.LOW)
    world.enter("single", organization="single", priority=Priority.LOW)

    assert drained(world).index("single") <= 2


def test_pause_is_honoured() -> None:
    world = World(concurrent=5)
    world.enter("a")
    world.pause(30)
    answer = world.enter("b")

    assert isinstance(answer, Waiting)
    assert answer.retry_at == NOW + timedelta(seconds=30)
    world.wait(29)
    assert world.deliver() == []
    world.wait(1)
    assert world.deliver() == ["b"]


def test_shorter_pause_shortens_nothing() -> None:
    world = World()
    world.pause(30)
    world.pause(5)
    world.enter("a")
    world.wait(20)

    assert world.deliver() == []


def test_called_during_pause_keeps_its_place() -> None:
    world = World(concurrent=1)
    world.enter("first")
    world.enter("called")
    world.enter("later")
    world.leave("first")
    world.pause(40)

    assert world.deliver() == []
    world.wait(41)
    assert world.deliver() == ["called"]


def test_rate_bounds_entries() -> None:
    world = World(concurrent=100, per_minute=10)
    for number in range(30):
        world.enter(str(number))
    for _ in range(60):
        world.wait(1)
        world.deliver()

    assert 9 <= len(world.entered) <= 11
    assert len([at for at, _ in world.entered if at < NOW + timedelta(minutes=1)]) <= 10


def test_ended_lease_frees_the_place() -> None:
    world = World(concurrent=1)
    world.enter("dead", lease_seconds=300)
    world.enter("next")
    world.wait(301)

    assert world.deliver() == ["next"]


def test_lost_message_is_sent_again() -> None:
    world = World(concurrent=1)
    world.enter("a")
    world.enter("b")
    world.leave("a")
    world.post.clear()
    world.wait(70)

    assert world.deliver() == ["b"]


def test_failing_post_loses_nobody() -> None:
    world = World(concurrent=1)
    world.enter("a")
    world.enter("b")

    def refuse(priority: Priority, message: str) -> None:
        raise OSError("the queue is away")

    send, world.lanes._send = world.lanes._send, refuse
    world.leave("a")
    world.lanes._send = send
    world.wait(70)

    assert world.deliver() == ["b"]


def test_withdrawn_waiter_is_never_called() -> None:
    world = World(concurrent=1)
    for name in "abc":
        world.enter(name)
    world.withdraw("b")
    world.leave("a")

    assert world.post == ["c"]
    assert set(world.room.notes) == {str(world.tickets["c"].job_id)}


def test_withdrawn_after_call_passes_place_on() -> None:
    world = World(concurrent=1)
    for name in "abc":
        world.enter(name)
    world.leave("a")
    world.withdraw("b")

    assert world.post == ["b", "c"]


def test_withdrawing_waiting_leaves_running() -> None:
    world = World(concurrent=1)
    for name in "abcde":
        world.enter(name)
    world.withdraw("b")

    assert world.room.state.holder(str(world.tickets["a"].job_id)) is not None
    assert drained(world) == ["a", "c", "d", "e"]


def test_start_is_estimated_from_durations() -> None:
    world = World(concurrent=2)
    world.enter("first")
    world.wait(10)
    world.leave("first")
    for name in "abcdef":
        world.enter(name)

    # Six times ten seconds of work, two at a time; ten have passed. The sixth waits for four.
    assert seconds_until(world.enter("f")) == 10 + 20


def test_start_is_unknown_before_any_end() -> None:
    world = World(concurrent=1)
    world.enter("a")
    answer = world.enter("b")

    assert isinstance(answer, Waiting)
    assert answer.estimated_start_at is None


def test_estimate_counts_pause_and_rate() -> None:
    world = World(concurrent=10, per_minute=6)
    world.pause(30)
    starts = [seconds_until(world.enter(name)) for name in "abc"]

    assert starts == [30, 42, 54]


def test_smaller_limit_sends_nobody_away() -> None:
    world = World(concurrent=3)
    for name in "abcd":
        world.enter(name)
    world.limits = World(concurrent=1).limits
    world.enter("e")
    world.leave("a")
    world.leave("b")
    assert world.post == []
    world.leave("c")

    assert world.post == ["d"]


def test_one_timer_serves_a_crowd() -> None:
    world = World(concurrent=1)
    for number in range(200):
        world.enter(str(number))

    assert len(world.timers) == 1


def test_early_twin_of_timer_ends() -> None:
    """Of two timers under way one goes on, or they would add up."""
    world = World(concurrent=1)
    world.enter("a", lease_seconds=600)
    world.enter("b")
    assert world.lanes.admit(LANE, world.limits, world.now) is None


def test_quiet_lane_needs_no_timer() -> None:
    world = World(concurrent=1)
    world.enter("a")
    world.leave("a")

    assert world.timers == []
    assert world.room.state.look_at is None


@pytest.mark.parametrize("operation", ["leave", "withdraw"])
def test_unknown_job_changes_nothing(operation: str) -> None:
    world = World()
    world.ticket("stranger")
    getattr(world, operation)("stranger")

    assert world.room.commits == 0


def drained(world: World) -> list[str]:
    """The order in which all come in, when each leaves as soon as it is inside."""
    for _ in range(2000):
        world.deliver()
        if not world.inside:
            break
        for name in list(world.inside):
            world.leave(name)
    return [name for _, name in world.entered]
