"""Equal work is paid for once, whoever comes first and whoever dies."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.aws.keys import Key
from shared.aws.table import Table
from shared.compute.cache.cache_items import KEPT, CacheEntry, WaitingNode
from shared.compute.cache.cache_key import cache_key
from shared.compute.cache.node_cache import NodeCache
from shared.compute.contract.tasks import Priority
from shared.compute.nodes import NODE_TYPES
from shared.core.clock import utc_now
from shared.core.ids import new_id
from tests.scenes.compute_scene import NOW, ORG, OTHER_ORG, images
from tests.scenes.stepped_workers import Worker, pause

KEY, OTHER_KEY = "ab" * 32, "cd" * 32
ENTRY = CacheEntry(output={"sha256": "ef"}, provider="fal", model="m", cost_microusd=40_000)
UNTIL = NOW + timedelta(minutes=5)
ONE, TWO = UUID(int=1), UUID(int=2)
WAITER = WaitingNode(message='{"node_id": "a"}', priority=Priority.HIGH)

pytestmark = pytest.mark.usefixtures("no_stream")


class Watch:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def cache(compute_table: Table, watch: Watch) -> NodeCache:
    return NodeCache(compute_table, watch)


def test_result_is_found_by_its_key(cache: NodeCache) -> None:
    assert cache.claim(ORG, KEY, ONE, UNTIL)
    assert cache.find(ORG, [KEY]) is None
    cache.fulfil(ORG, KEY, ONE, ENTRY)
    assert cache.find(ORG, [OTHER_KEY, KEY]) == ENTRY
    assert cache.find_many(ORG, [OTHER_KEY, KEY]) == {KEY: ENTRY}
    assert cache.find(OTHER_ORG, [KEY]) is None


def test_first_key_wins(cache: NodeCache) -> None:
    second = ENTRY.model_copy(update={"provider": "bfl"})
    cache.fulfil(ORG, KEY, ONE, ENTRY)
    cache.fulfil(ORG, OTHER_KEY, TWO, second)
    assert cache.find(ORG, [OTHER_KEY, KEY]) == second


def test_cache_is_not_keyed_on_node_id(cache: NodeCache) -> None:
    """The same graph under other names finds everything."""

    def keys_of(prefix: str) -> list[str]:
        renamed = [node.model_copy(update={"id": prefix + node.id}) for node in images(3)]
        return [
            cache_key(NODE_TYPES[node.type], node.params, "fal", "m", {"prepare": {"sha256": "x"}})
            for node in renamed
            if node.type == "generate"
        ]

    for key in keys_of("first_"):
        cache.fulfil(ORG, key, new_id(), ENTRY)
    wanted = keys_of("second_")
    assert len(set(wanted)) == 3
    assert set(cache.find_many(ORG, wanted)) == set(wanted)


def test_claim_is_one_jobs(cache: NodeCache, watch: Watch) -> None:
    assert cache.claim(ORG, KEY, ONE, UNTIL)
    assert cache.claim(ORG, KEY, ONE, UNTIL)  # its message came twice
    assert not cache.claim(ORG, KEY, TWO, UNTIL)
    watch.now = UNTIL
    assert cache.claim(ORG, KEY, TWO, UNTIL + timedelta(minutes=5))
    assert not cache.claim(ORG, KEY, ONE, UNTIL + timedelta(minutes=5))


def test_result_cannot_be_claimed(cache: NodeCache) -> None:
    cache.fulfil(ORG, KEY, ONE, ENTRY)
    assert not cache.claim(ORG, KEY, TWO, UNTIL)


def test_result_goes_before_its_file(cache: NodeCache, watch: Watch) -> None:
    assert timedelta(days=7) > KEPT
    cache.fulfil(ORG, KEY, ONE, ENTRY)
    watch.now += KEPT
    assert cache.find(ORG, [KEY]) is None
    assert cache.claim(ORG, KEY, TWO, watch.now + timedelta(minutes=1))


def test_those_who_wait_are_told(cache: NodeCache) -> None:
    cache.claim(ORG, KEY, ONE, UNTIL)
    assert cache.join(ORG, KEY, WAITER)
    assert cache.join(ORG, KEY, WAITER)
    assert cache.fulfil(ORG, KEY, ONE, ENTRY) == (WAITER,)
    assert cache.fulfil(ORG, KEY, ONE, ENTRY) == (WAITER,)
    cache.forget(ORG, KEY, [WAITER])
    assert cache.fulfil(ORG, KEY, ONE, ENTRY) == ()


def test_nobody_waits_for_an_end_that_was(cache: NodeCache, watch: Watch) -> None:
    assert not cache.join(ORG, OTHER_KEY, WAITER)
    cache.fulfil(ORG, KEY, ONE, ENTRY)
    assert not cache.join(ORG, KEY, WAITER)


def test_nobody_waits_for_the_dead(cache: NodeCache, watch: Watch) -> None:
    cache.claim(ORG, KEY, ONE, UNTIL)
    watch.now = UNTIL
    assert not cache.join(ORG, KEY, WAITER)


def test_failure_hands_the_claim_on(cache: NodeCache) -> None:
    cache.claim(ORG, KEY, ONE, UNTIL)
    cache.join(ORG, KEY, WAITER)
    assert cache.release(ORG, KEY, TWO) == (WAITER,)  # not its claim: nothing changes
    assert not cache.claim(ORG, KEY, TWO, UNTIL)
    assert cache.release(ORG, KEY, ONE) == (WAITER,)
    assert cache.claim(ORG, KEY, TWO, UNTIL)


def test_release_keeps_a_result(cache: NodeCache) -> None:
    cache.fulfil(ORG, KEY, ONE, ENTRY)
    cache.release(ORG, KEY, ONE)
    assert cache.find(ORG, [KEY]) == ENTRY


def test_first_result_stays(cache: NodeCache, watch: Watch) -> None:
    """The one who was thought dead delivers after all, as does the one who took over."""
    cache.claim(ORG, KEY, ONE, UNTIL)
    watch.now = UNTIL
    cache.claim(ORG, KEY, TWO, UNTIL + timedelta(minutes=5))
    cache.fulfil(ORG, KEY, ONE, ENTRY)
    cache.fulfil(ORG, KEY, TWO, ENTRY.model_copy(update={"model": "later"}))
    assert cache.find(ORG, [KEY]) == ENTRY


class SteppedTable(Table):
    """Lets the others go ahead before each call of the database."""

    def get(self, key: Key) -> Any:
        pause()
        return super().get(key)

    def get_many(self, keys: Any) -> Any:
        pause()
        return super().get_many(keys)

    def write(self, write: Any) -> None:
        pause()
        super().write(write)

    def every(self, query: Any) -> Any:
        pause()
        return iter(list(super().every(query)))


@pytest.mark.parametrize("before", range(3))
def test_end_during_a_join_is_noticed(compute_table: Table, before: int) -> None:
    """The claim ends before the first, the second, or after the last step of the join."""
    joining, ending = NodeCache(SteppedTable(compute_table.name)), NodeCache(compute_table)
    ending.claim(ORG, KEY, ONE, utc_now() + timedelta(minutes=5))
    joined: list[bool] = []
    worker = Worker(lambda: joined.append(joining.join(ORG, KEY, WAITER)))
    for _ in range(before):
        worker.step()
    told = ending.fulfil(ORG, KEY, ONE, ENTRY)
    for _ in range(2):
        worker.step()
    assert joined == [before == 2]
    assert told == ((WAITER,) if before else ())


class Graphs:
    """Three equal nodes of three tasks: each looks, claims or waits, pays, and tells the rest."""

    def __init__(self, table: Table, failing: frozenset[int]) -> None:
        self.watch = Watch()
        self.cache = NodeCache(SteppedTable(table.name), self.watch)
        self.key = new_id().hex * 2
        self.failing = failing
        self.orders: list[int] = []
        self.paid: list[int] = []
        self.done: set[int] = set()
        self.dead: set[int] = set()
        self.parked: set[int] = set()
        self.woken: set[int] = set()
        self.rescues = 0
        self.running: dict[int, Worker] = {}

    def deliver(self, number: int) -> None:
        """The message of a node; the queue has one of each under way."""
        self.parked.discard(number)
        if number not in self.done | self.dead and not self.is_running(number):
            self.running[number] = Worker(lambda: self.dispatch(number))

    def dispatch(self, number: int) -> None:
        job, waiter = UUID(int=number), WaitingNode(message=str(number))
        if self.cache.find(ORG, [self.key]):
            self.done.add(number)
        elif self.cache.claim(ORG, self.key, job, self.watch.now + timedelta(minutes=5)):
            self.order(number, job)
        elif self.cache.join(ORG, self.key, waiter):
            self.parked.add(number)
        else:
            self.dispatch(number)

    def order(self, number: int, job: UUID) -> None:
        self.orders.append(number)
        pause()
        if number in self.failing:
            waiters = self.cache.release(ORG, self.key, job)
        else:
            self.paid.append(number)
            waiters = self.cache.fulfil(ORG, self.key, job, ENTRY)
        self.done.add(number)
        self.woken |= {int(waiter.message) for waiter in waiters}

    def is_running(self, number: int) -> bool:
        worker = self.running.get(number)
        return worker is not None and worker.is_alive()

    def step(self, number: int) -> None:
        if self.is_running(number):
            self.running[number].step()
        for woken in sorted(self.woken):
            if not self.is_running(woken):
                self.woken.discard(woken)
                self.deliver(woken)

    def die(self, number: int) -> None:
        if self.is_running(number):
            self.running[number].die()
            self.dead.add(number)

    def finish(self, numbers: range) -> None:
        """Everybody goes on to the end; those parked look again when a lease has passed."""
        for _ in range(4):
            for _ in range(40):
                for number in numbers:
                    self.step(number)
            if self.parked:
                self.rescues += 1
                self.watch.now += timedelta(minutes=6)
            for number in sorted(self.parked):
                self.deliver(number)


def run(
    table: Table, schedule: list[int], *, failing: frozenset[int] = frozenset(), dying: int = -1
) -> Graphs:
    graphs = Graphs(table, failing)
    for number in range(3):
        graphs.deliver(number)
    for number in schedule:
        graphs.step(number)
    graphs.die(dying)
    graphs.finish(range(3))
    return graphs


schedules = st.lists(st.integers(0, 2), min_size=3, max_size=14)
in_any_order: Callable[[Any], Any] = settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@given(schedule=schedules)
@in_any_order
def test_two_equal_graphs_pay_each_node_once(compute_table: Table, schedule: list[int]) -> None:
    graphs = run(compute_table, schedule)
    assert len(graphs.paid) == len(graphs.orders) == 1
    assert (graphs.done, graphs.rescues) == ({0, 1, 2}, 0)


@given(schedule=schedules, failing=st.frozensets(st.integers(0, 2), max_size=2))
@in_any_order
def test_failure_leaves_nobody_waiting(
    compute_table: Table, schedule: list[int], failing: frozenset[int]
) -> None:
    graphs = run(compute_table, schedule, failing=failing)
    assert len(graphs.paid) == 1
    assert (graphs.done, graphs.rescues) == ({0, 1, 2}, 0)


@given(schedule=schedules, dying=st.integers(0, 2))
@in_any_order
def test_death_leaves_nobody_waiting(compute_table: Table, schedule: list[int], dying: int) -> None:
    graphs = run(compute_table, schedule, dying=dying)
    assert graphs.done | graphs.dead == {0, 1, 2}
    assert len(graphs.paid) <= 1 + len(graphs.dead)
