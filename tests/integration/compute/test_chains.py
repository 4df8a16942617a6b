"""Chains: local nodes that run where they were unblocked, with deaths, doubles and failures.

A stand-in for the state machine drives the real services over the real table: one iteration per
node, in topological order, each step repeated when its function dies.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest

from shared.aws.table import Table
from shared.aws.workflows import Workflows
from shared.compute.contract.tasks import NodeStatus
from shared.compute.errors import NodeStarted
from shared.compute.records.tasks import NodeCall, NodeCompletionCall, Outcome, TaskNode
from shared.compute.tasks.node_completion import NodeCompletionService
from shared.compute.tasks.repository import TaskRepository
from shared.compute.tasks.task_items import node_put, task_put
from tests.scenes.compute_scene import (
    NOW,
    bare_task,
    call_of,
    clear,
    events_of,
    failure,
    state_of,
    statuses,
    success,
)
from tests.scenes.machine_steps import await_inputs
from tests.scenes.stepped_workers import Died, Worker, orders_of_twins, pause

pytestmark = pytest.mark.usefixtures("no_stream")

# `made` is a provider's; all others are local.
LINE = {"made": (), "one": ("made",), "two": ("one",), "three": ("two",)}
JOIN = {"left": (), "right": (), "end": ("left", "right")}
FAN = {"made": (), "left": ("made",), "right": ("made",), "end": ("left", "right")}
PLENTY = 60.0


@dataclass
class Fate:
    """Ends the function before or after the given one of its writes and answers."""

    at: int = -1
    seen: int = 0

    def moment(self) -> None:
        self.seen += 1
        if self.seen == self.at:
            raise Died


class MortalTable(Table):
    fate: Fate

    def update(self, write: Any) -> Any:
        self.fate.moment()
        result = super().update(write)
        self.fate.moment()
        return result

    def transact(self, writes: Any) -> None:
        self.fate.moment()
        super().transact(writes)
        self.fate.moment()


@dataclass
class Machine(Workflows):
    """The iterations of one task: which wait with a token, and how each was answered."""

    fate: Fate
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)

    def succeed(self, token: str, output: dict[str, Any]) -> bool:
        self.fate.moment()
        answered = self.answers.setdefault(token, output) is output
        self.fate.moment()
        return answered


class Scene:
    def __init__(self, table: Table, needs: dict[str, tuple[str, ...]], name: object) -> None:
        clear(table)
        self.fate = Fate()
        self.table = MortalTable(table.name)
        self.table.fate = self.fate
        self.tasks = TaskRepository(self.table)
        self.machine = Machine(self.fate)
        self.completion = NodeCompletionService(self.tasks, self.machine, lambda: NOW, self.run)
        self.ran: Counter[str] = Counter()
        self.failing: set[str] = set()
        self.own_steps: set[str] = set()
        task, nodes = bare_task(name, needs)
        self.task_id = task.id
        self.order = tuple(needs)
        typed = [n.model_copy(update={"type": _type_of(n.id)}) for n in nodes]
        table.transact([task_put(task), *(node_put(n, NOW) for n in typed)])

    def run(self, call: NodeCall, chained_by: str) -> Outcome:
        """LocalNodeService, without the work."""
        node, _ = self.tasks.node_and_task(call)
        if node.doomed or node.status.is_final:
            return Outcome(status=NodeStatus.SKIPPED)
        if chained_by:
            self.tasks.begin_in_chain(node, NOW, chained_by)
        else:
            self.tasks.begin(node, NOW)
        self.ran[call.node_id] += 1
        if call.node_id in self.failing and chained_by:
            raise RuntimeError("the first try fails")
        return Outcome(status=NodeStatus.SUCCEEDED, output={}, duration_ms=1)

    def all_wait(self) -> None:
        """Every iteration but the first has come to AwaitInputs."""
        for node_id in self.order[1:]:
            assert await_inputs(self.node(node_id), node_id)

    def complete(self, call: NodeCompletionCall, seconds: float = PLENTY) -> None:
        """CompleteNode, which the state machine repeats until it is through."""
        while True:
            try:
                self.completion.complete(call, lambda: seconds)
            except Died:
                continue
            return

    def carry_on(self) -> None:
        """The iterations that were answered with {} run their own steps, again and again."""
        while ready := [n for n in self.order if self._is_due(n)]:
            for node_id in ready:
                self.own_steps.add(node_id)
                call = call_of(self.task_id, node_id)
                report = NodeCompletionCall(**call.model_dump(), outcome=self._run_node(call))
                self.complete(report)

    def _is_due(self, node_id: str) -> bool:
        return self.machine.answers.get(node_id) == {} and node_id not in self.own_steps

    def _run_node(self, call: NodeCall) -> Outcome:
        while True:
            try:
                return self.run(call, "")
            except Died:
                continue

    def node(self, node_id: str) -> TaskNode:
        return state_of(self.tasks, self.task_id).node(node_id)

    def progress(self) -> Counter[str]:
        events = events_of(self.table, "task.progress")
        own = [event.data for event in events if event.data["task_id"] == str(self.task_id)]
        return Counter(data["node_id"] for data in own)

    def all_is_told_once(self) -> None:
        assert set(statuses(state_of(self.tasks, self.task_id)).values()) == {"succeeded"}
        assert self.progress() == Counter(dict.fromkeys(self.order, 1))
        assert set(self.machine.answers) == set(self.order[1:])
        ended = {n for n, answer in self.machine.answers.items() if answer == {"completed": True}}
        assert ended | self.own_steps == set(self.order[1:])


def _type_of(node_id: str) -> str:
    return "generate" if node_id == "made" else "score"


@pytest.fixture
def scene(compute_table: Table) -> Callable[..., Scene]:
    return lambda needs, name="first": Scene(compute_table, needs, name)


def test_line_runs_in_one_invocation(scene: Callable[..., Scene]) -> None:
    line = scene(LINE)
    line.all_wait()
    line.complete(success(line.task_id, "made"))
    line.all_is_told_once()
    assert not line.own_steps
    assert line.ran == {"one": 1, "two": 1, "three": 1}


def test_one_child_is_run_and_the_others_are_woken(scene: Callable[..., Scene]) -> None:
    fan = scene(FAN)
    fan.all_wait()
    fan.complete(success(fan.task_id, "made"))
    assert fan.machine.answers == {"right": {}, "left": {"completed": True}}
    fan.carry_on()
    fan.all_is_told_once()
    assert fan.own_steps == {"right"}


def test_provider_node_is_never_run_here(scene: Callable[..., Scene]) -> None:
    scene_ = scene({"first": (), "made": ("first",)})
    scene_.all_wait()
    scene_.complete(success(scene_.task_id, "first"))
    assert scene_.machine.answers == {"made": {}}
    assert not scene_.ran


def test_node_that_does_not_wait_is_left_to_its_step(scene: Callable[..., Scene]) -> None:
    line = scene(LINE)
    line.complete(success(line.task_id, "made"))
    assert not line.ran
    assert line.node("one").status is NodeStatus.QUEUED


def test_chain_ends_while_there_is_time(scene: Callable[..., Scene]) -> None:
    line = scene(LINE)
    line.all_wait()
    left = iter([60.0, 31.0, 30.0])
    line.completion.complete(success(line.task_id, "made"), lambda: next(left, 0.0))
    assert line.ran == {"one": 1, "two": 1}
    assert line.machine.answers["three"] == {}
    line.carry_on()
    line.all_is_told_once()


def test_failed_node_gets_the_tries_of_its_own_step(scene: Callable[..., Scene]) -> None:
    line = scene(LINE)
    line.failing = {"two"}
    line.all_wait()
    line.complete(success(line.task_id, "made"))
    assert line.machine.answers == {"one": {"completed": True}, "two": {}}
    line.carry_on()
    line.all_is_told_once()
    assert line.ran == {"one": 1, "two": 2, "three": 1}


def test_skipping_goes_down_the_chain(scene: Callable[..., Scene]) -> None:
    line = scene(LINE)
    line.all_wait()
    line.complete(failure(line.task_id, "made"))
    assert not line.ran
    assert statuses(state_of(line.tasks, line.task_id)) == {
        "made": "failed", "one": "skipped", "two": "skipped", "three": "skipped",
    }  # fmt: skip
    assert set(line.machine.answers) == {"one", "two", "three"}


@pytest.mark.parametrize("needs", [LINE, FAN], ids=["line", "fan"])
def test_death_at_any_moment_is_made_good(
    scene: Callable[..., Scene], needs: dict[str, tuple[str, ...]]
) -> None:
    whole = scene(needs, "whole")
    whole.all_wait()
    whole.complete(success(whole.task_id, "made"))
    whole.carry_on()
    assert whole.fate.seen > 12
    for at in range(1, whole.fate.seen + 1):
        run = scene(needs, at)
        run.all_wait()
        run.fate.at, run.fate.seen = at, 0
        run.complete(success(run.task_id, "made"))
        run.carry_on()
        assert statuses(state_of(run.tasks, run.task_id)) == dict.fromkeys(needs, "succeeded"), at
        assert run.progress() == Counter(dict.fromkeys(needs, 1)), at
        assert set(run.machine.answers) == set(run.order[1:]), at
        assert all(run.ran[n] in (1, 2) for n in run.order[1:]), at


def test_repeated_call_changes_nothing(scene: Callable[..., Scene]) -> None:
    """After a lost answer the state machine calls again, though all is done."""
    line = scene(LINE)
    line.all_wait()
    for _ in range(3):
        line.complete(success(line.task_id, "made"))
    line.all_is_told_once()
    assert line.ran == {"one": 1, "two": 1, "three": 1}


@pytest.mark.parametrize("first", ["left", "right"])
def test_two_heads_run_a_node_once(scene: Callable[..., Scene], first: str) -> None:
    """Both needs of `end` have ended before either looks at it."""
    fan = scene(FAN)
    fan.complete(success(fan.task_id, "made"))
    assert await_inputs(fan.node("end"), "end")
    second = "right" if first == "left" else "left"
    ended = fan.completion.store(success(fan.task_id, second))
    fan.complete(success(fan.task_id, first))
    assert fan.ran == {"end": 1}
    assert fan.node("end").chained_by == first
    assert [n.id for n in fan.completion.waiting_children(ended)] == ["end"]
    fan.complete(success(fan.task_id, second))
    assert fan.ran == {"end": 1}
    assert fan.progress()["end"] == 1


def test_two_heads_in_every_order(compute_table: Table) -> None:
    """`left` and `right` end at once: `end` runs once, whoever overtakes whom."""
    tried = orders_of_twins({"left": 4, "right": 4})
    assert len(tried) == 35
    for order in tried:
        join = Scene(compute_table, JOIN, order)
        await_inputs(join.node("end"), "end")
        join.completion = SteppedCompletion(join)
        workers = {
            name: Worker(partial(join.complete, success(join.task_id, name)))
            for name in ("left", "right")
        }
        for name in (*order, "left", "right"):
            workers[name].step()
        assert not any(worker.is_alive() for worker in workers.values())
        assert join.ran == {"end": 1}, order
        assert join.machine.answers == {"end": {"completed": True}}, order
        assert join.progress() == Counter(dict.fromkeys(JOIN, 1)), order


class SteppedCompletion(NodeCompletionService):
    """Lets the other head go ahead before each look at the table."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene.tasks, scene.machine, lambda: NOW, scene.run)

    def store(self, call: NodeCompletionCall, *, keeps_token: bool = False) -> TaskNode:
        pause()
        return super().store(call, keeps_token=keeps_token)

    def waiting_children(self, node: TaskNode) -> list[TaskNode]:
        found = super().waiting_children(node)
        pause()
        return found


def test_node_begun_by_another_head_is_left_alone(scene: Callable[..., Scene]) -> None:
    fan = scene(FAN)
    fan.complete(success(fan.task_id, "made"))
    await_inputs(fan.node("end"), "end")
    fan.completion.store(success(fan.task_id, "left"))
    fan.completion.store(success(fan.task_id, "right"))
    fan.tasks.begin_in_chain(fan.node("end"), NOW, "left")
    fan.complete(success(fan.task_id, "right"))
    assert "end" not in fan.machine.answers
    fan.complete(success(fan.task_id, "left"))  # its first call died: the node's step takes over
    assert fan.machine.answers == {"end": {}}


def test_begun_between_reading_and_running(scene: Callable[..., Scene]) -> None:
    """Another call of the same head begins the node after this one has read it as queued."""
    line = scene(LINE)
    line.all_wait()

    def overtaken(call: NodeCall, chained_by: str) -> Outcome:
        line.tasks.begin_in_chain(line.node(call.node_id), NOW, chained_by)
        return line.run(call, chained_by)

    node_completion = NodeCompletionService(line.tasks, line.machine, lambda: NOW, overtaken)
    node_completion.complete(success(line.task_id, "made"), lambda: PLENTY)
    assert line.machine.answers == {"one": {}}


def test_begun_node_is_not_begun_in_a_chain(scene: Callable[..., Scene]) -> None:
    line = scene(LINE)
    line.tasks.begin(line.node("one"), NOW)
    with pytest.raises(NodeStarted):
        line.tasks.begin_in_chain(line.node("one"), NOW, "made")
