"""Admission under any history: crashes, lost and repeated messages, pauses, changed limits."""

from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from shared.compute.admission.permits import QueuedJob
from shared.compute.admission.service import Admitted, Queued
from shared.compute.contract.tasks import Priority
from tests.scenes.admission_parts import NOW, World

LEASE_SECONDS = 600
pytestmark = pytest.mark.timeout(300)


class AnyHistory(RuleBasedStateMachine):
    @initialize(concurrent=st.integers(1, 4), per_minute=st.sampled_from([1, 5, 60, 100_000]))
    def begin(self, concurrent: int, per_minute: int) -> None:
        self.world = World(concurrent, per_minute)
        self.count = 0
        self.gone: set[str] = set()

    @rule(
        organization=st.sampled_from("abc"),
        priority=st.sampled_from(list(Priority)),
        count=st.integers(1, 4),
    )
    def arrive(self, organization: str, priority: Priority, count: int) -> None:
        for _ in range(count):
            self.count += 1
            answer = self.world.acquire(
                str(self.count),
                organization=organization,
                priority=priority,
                lease_seconds=LEASE_SECONDS,
            )
            if isinstance(answer, Admitted):
                assert not self._better_queued(priority)

    @rule()
    def deliver(self) -> None:
        self.world.deliver()

    @rule()
    def deliver_twice(self) -> None:
        self.world.messages += self.world.messages
        self.world.deliver()

    @rule()
    def lose_messages(self) -> None:
        self.world.messages.clear()

    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        if self.world.running:
            name = data.draw(st.sampled_from(sorted(self.world.running)))
            self.world.release(name)
            self.gone.add(name)

    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        left = sorted(set(self.world.requests) - self.gone)
        if left:
            name = data.draw(st.sampled_from(left))
            self.world.cancel(name)
            self.gone.add(name)
            self.world.messages = [message for message in self.world.messages if message != name]

    @rule(data=st.data())
    def ask_again(self, data: st.DataObject) -> None:
        left = sorted(set(self.world.requests) - self.gone - set(self.world.running))
        if left:
            answer = self.world.acquire(data.draw(st.sampled_from(left)))
            assert isinstance(answer, Admitted) or answer.position >= 1

    @rule(data=st.data())
    def crash(self, data: st.DataObject) -> None:
        """Nobody will ever say that it left."""
        if self.world.running:
            name = data.draw(st.sampled_from(sorted(self.world.running)))
            del self.world.running[name]
            self.gone.add(name)

    @rule(seconds=st.integers(1, 120))
    def pause(self, seconds: int) -> None:
        self.world.pause(seconds)

    @rule(seconds=st.sampled_from([0.5, 3, 30, 100]))
    def wait(self, seconds: float) -> None:
        self.world.wait(seconds)
        self._forget_expired()

    @invariant()
    def places_are_never_exceeded(self) -> None:
        assert len(self.world.repository.state.granted) <= self.world.limits.concurrent
        inside = {str(self.world.requests[name].job_id) for name in self.world.running}
        assert inside <= {permit.job_id for permit in self.world.repository.state.granted}

    @invariant()
    def rate_is_kept(self) -> None:
        """Permits are what the rate counts: who was called may come whenever it likes."""
        given = self.world.repository.grants
        for number, at in enumerate(given):
            within = [each for each in given[number:] if each < at + timedelta(minutes=1)]
            assert len(within) <= self.world.limits.per_minute

    @invariant()
    def counts_are_those_of_the_line(self) -> None:
        repository = self.world.repository
        assert repository.state.waiting == len(repository.queue)
        called = {each.job_id for each in repository.state.granted if each.resend_at}
        assert set(repository.stored_requests) == set(repository.queue) | called

    @invariant()
    def somebody_will_look(self) -> None:
        """Whatever waits has a timer under way that is not late."""
        repository = self.world.repository
        if repository.queue or any(each.resend_at for each in repository.state.granted):
            assert self.world.timers

    @invariant()
    def timers_do_not_add_up(self) -> None:
        assert len(self.world.timers) <= 8

    def teardown(self) -> None:
        """Once the turmoil ends, everybody who is left gets in."""
        if not hasattr(self, "world"):
            return
        world = self.world
        for _ in range(400):
            world.deliver()
            for name in list(world.running):
                world.release(name)
                self.gone.add(name)
            if (
                not world.repository.queue
                and not world.repository.stored_requests
                and not world.messages
            ):
                break
            world.wait(60)
            self._forget_expired()
        served = {name for _, name in world.admitted}
        assert set(world.requests) <= served | self.gone
        assert not world.repository.queue
        assert not world.repository.stored_requests

    def _forget_expired(self) -> None:
        end = self.world.now - timedelta(seconds=LEASE_SECONDS)
        for name, since in list(self.world.running.items()):
            if since <= end:
                del self.world.running[name]
                self.gone.add(name)
        # A called job whose lease ended while all its messages were lost is nobody's any more.
        known = set(self.world.repository.stored_requests) | {
            h.job_id for h in self.world.repository.state.granted
        }
        for name, request in self.world.requests.items():
            if str(request.job_id) not in known:
                self.gone.add(name)

    def _better_queued(self, priority: Priority) -> list[QueuedJob]:
        ranks = list(Priority)
        return [
            queued
            for queued in self.world.repository.queue.values()
            if ranks.index(queued.priority) <= ranks.index(priority)
        ]


AnyHistory.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestAnyHistory = AnyHistory.TestCase


def test_day_of_traffic_serves_everybody() -> None:
    """A job every 20 seconds for a day, messages as late as that, and a pause now and then."""
    world = World(concurrent=5, per_minute=30)
    for number in range(4320):
        if number % 300 == 0:
            world.pause(120)
        world.acquire(str(number), organization=str(number % 7))
        world.wait(20)
        world.deliver()
        for name, since in list(world.running.items()):
            if world.now - since >= timedelta(seconds=30):
                world.release(name)
    for _ in range(40):
        world.wait(20)
        world.deliver()
        for name in list(world.running):
            world.release(name)

    assert len(world.admitted) == 4320
    waited = {name: at - NOW - timedelta(seconds=20 * int(name)) for at, name in world.admitted}
    assert max(waited.values()) < timedelta(minutes=10)
    assert len(world.timers) <= 1


def test_waiting_answer_is_plain() -> None:
    world = World(concurrent=1)
    world.acquire("a")

    assert world.acquire("b") == Queued(1, None, NOW + timedelta(minutes=15))
