"""Admission over items in memory: permits, order, pauses, lost messages, expired leases."""

from datetime import timedelta

import pytest

from shared.compute.admission.service import Admitted, Queued
from shared.compute.contract.tasks import Priority
from tests.scenes.admission_parts import ACCOUNT, NOW, World


def seconds_until(waiting: object) -> float:
    assert isinstance(waiting, Queued)
    assert waiting.estimated_start_at is not None
    return (waiting.estimated_start_at - NOW).total_seconds()


def test_job_waits_at_the_limit() -> None:
    world = World(concurrent=2)
    answers = [world.acquire(name) for name in "abcd"]

    assert answers[:2] == [Admitted(), Admitted()]
    assert [each.position for each in answers[2:] if isinstance(each, Queued)] == [1, 2]


def test_release_admits_the_next() -> None:
    world = World(concurrent=1)
    for name in "abc":
        world.acquire(name)
    world.release("a")

    assert world.messages == ["b"]
    assert world.deliver() == ["b"]


def test_new_job_overtakes_no_queued_job() -> None:
    """The granted permit is reserved for the job whose message was sent."""
    world = World(concurrent=1)
    world.acquire("first")
    world.acquire("called")
    world.release("first")

    assert isinstance(world.acquire("newcomer"), Queued)
    assert world.deliver() == ["called"]


def test_acquire_is_idempotent() -> None:
    world = World(concurrent=1)
    assert world.acquire("a") == world.acquire("a") == Admitted()
    first, second = world.acquire("b"), world.acquire("b")

    assert isinstance(first, Queued)
    assert isinstance(second, Queued)
    assert first.position == second.position == 1
    assert world.repository.state.waiting == 1


def test_repeated_acquire_writes_nothing() -> None:
    world = World(concurrent=1)
    world.acquire("a")
    world.acquire("b")
    before = world.repository.commits
    world.acquire("a")
    world.acquire("b")

    assert world.repository.commits == before


def test_release_is_idempotent() -> None:
    world = World(concurrent=1)
    for name in "abc":
        world.acquire(name)
    world.release("a")
    world.release("a")

    assert world.messages == ["b"]


def test_higher_priority_goes_first() -> None:
    world = World(concurrent=1)
    world.acquire("inside")
    world.acquire("low", priority=Priority.LOW)
    world.acquire("default", priority=Priority.DEFAULT)
    high = world.acquire("high", priority=Priority.HIGH)

    assert isinstance(high, Queued)
    assert high.position == 1
    assert drained(world) == ["inside", "high", "default", "low"]


def test_single_job_passes_a_thousand() -> None:
    world = World(concurrent=1)
    for number in range(1000):
        world.acquire(f"crowd {number}", organization="crowd")
    answer = world.acquire("single", organization="single")

    assert isinstance(answer, Queued)
    assert answer.position <= 2
    assert drained(world).index("single") <= 2


def test_low_priority_is_shared_fairly_too() -> None:
    """Priorities are strict; within one, organizations take turns."""
    world = World(concurrent=1)
    world.acquire("inside")
    for number in range(5):
        world.acquire(f"crowd {number}", organization="crowd", priority=Priority.LOW)
    world.acquire("single", organization="single", priority=Priority.LOW)

    assert drained(world).index("single") <= 2


def test_pause_is_honoured() -> None:
    world = World(concurrent=5)
    world.acquire("a")
    world.pause(30)
    answer = world.acquire("b")

    assert isinstance(answer, Queued)
    assert answer.retry_at == NOW + timedelta(seconds=30)
    world.wait(29)
    assert world.deliver() == []
    world.wait(1)
    assert world.deliver() == ["b"]


def test_shorter_pause_shortens_nothing() -> None:
    world = World()
    world.pause(30)
    world.pause(5)
    world.acquire("a")
    world.wait(20)

    assert world.deliver() == []


def test_job_granted_before_pause_keeps_permit() -> None:
    world = World(concurrent=1)
    world.acquire("first")
    world.acquire("called")
    world.acquire("later")
    world.release("first")
    world.pause(40)

    assert world.deliver() == []
    world.wait(41)
    assert world.deliver() == ["called"]


def test_rate_bounds_grants() -> None:
    world = World(concurrent=100, per_minute=10)
    for number in range(30):
        world.acquire(str(number))
    for _ in range(60):
        world.wait(1)
        world.deliver()

    assert 9 <= len(world.admitted) <= 11
    assert len([at for at, _ in world.admitted if at < NOW + timedelta(minutes=1)]) <= 10


def test_expired_lease_frees_the_permit() -> None:
    world = World(concurrent=1)
    world.acquire("dead", lease_seconds=300)
    world.acquire("next")
    world.wait(301)

    assert world.deliver() == ["next"]


def test_lost_message_is_sent_again() -> None:
    world = World(concurrent=1)
    world.acquire("a")
    world.acquire("b")
    world.release("a")
    world.messages.clear()
    world.wait(70)

    assert world.deliver() == ["b"]


def test_failing_send_loses_no_job() -> None:
    world = World(concurrent=1)
    world.acquire("a")
    world.acquire("b")

    def refuse(priority: Priority, message: str) -> None:
        raise OSError("the queue is away")

    send, world.admission._send = world.admission._send, refuse
    world.release("a")
    world.admission._send = send
    world.wait(70)

    assert world.deliver() == ["b"]


def test_cancelled_queued_job_is_never_sent() -> None:
    world = World(concurrent=1)
    for name in "abc":
        world.acquire(name)
    world.cancel("b")
    world.release("a")

    assert world.messages == ["c"]
    assert set(world.repository.stored_requests) == {str(world.requests["c"].job_id)}


def test_cancelled_after_grant_frees_permit() -> None:
    world = World(concurrent=1)
    for name in "abc":
        world.acquire(name)
    world.release("a")
    world.cancel("b")

    assert world.messages == ["b", "c"]


def test_cancelling_queued_job_leaves_running() -> None:
    world = World(concurrent=1)
    for name in "abcde":
        world.acquire(name)
    world.cancel("b")

    assert world.repository.state.permit(str(world.requests["a"].job_id)) is not None
    assert drained(world) == ["a", "c", "d", "e"]


def test_start_is_estimated_from_durations() -> None:
    world = World(concurrent=2)
    world.acquire("first")
    world.wait(10)
    world.release("first")
    for name in "abcdef":
        world.acquire(name)

    # Six times ten seconds of work, two at a time; ten have passed. The sixth waits for four.
    assert seconds_until(world.acquire("f")) == 10 + 20


def test_start_is_unknown_before_any_end() -> None:
    world = World(concurrent=1)
    world.acquire("a")
    answer = world.acquire("b")

    assert isinstance(answer, Queued)
    assert answer.estimated_start_at is None


def test_estimate_counts_pause_and_rate() -> None:
    world = World(concurrent=10, per_minute=6)
    world.pause(30)
    starts = [seconds_until(world.acquire(name)) for name in "abc"]

    assert starts == [30, 42, 54]


def test_smaller_limit_revokes_no_permit() -> None:
    world = World(concurrent=3)
    for name in "abcd":
        world.acquire(name)
    world.limits = World(concurrent=1).limits
    world.acquire("e")
    world.release("a")
    world.release("b")
    assert world.messages == []
    world.release("c")

    assert world.messages == ["d"]


def test_one_timer_serves_a_crowd() -> None:
    world = World(concurrent=1)
    for number in range(200):
        world.acquire(str(number))

    assert len(world.timers) == 1


def test_early_twin_of_timer_ends() -> None:
    """Of two timers one ends; otherwise they would accumulate."""
    world = World(concurrent=1)
    world.acquire("a", lease_seconds=600)
    world.acquire("b")
    assert world.admission.admit_queued(ACCOUNT, world.limits, world.now) is None


def test_quiet_account_needs_no_timer() -> None:
    world = World(concurrent=1)
    world.acquire("a")
    world.release("a")

    assert world.timers == []
    assert world.repository.state.timer_at is None


@pytest.mark.parametrize("operation", ["release", "cancel"])
def test_unknown_job_changes_nothing(operation: str) -> None:
    world = World()
    world.request("stranger")
    getattr(world, operation)("stranger")

    assert world.repository.commits == 0


def drained(world: World) -> list[str]:
    """Return the order of admission if each job releases at once."""
    for _ in range(2000):
        world.deliver()
        if not world.running:
            break
        for name in list(world.running):
            world.release(name)
    return [name for _, name in world.admitted]
