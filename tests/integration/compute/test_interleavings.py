"""Await and release in every order: no node is left waiting, whoever dies.

The diamond a -> (b, c) -> d. Three workers: b and c end, d registers its token. Each step of
each worker is one call of the database; all orders of all steps are tried.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from shared.aws.table import Table
from shared.compute.records.tasks import NodeCompletionCall, TaskNode
from shared.compute.tasks.node_completion import NodeCompletionService
from shared.compute.tasks.repository import TaskRepository
from shared.compute.tasks.task_items import node_put, task_put
from tests.scenes.compute_scene import (
    NOW,
    RecordingWorkflows,
    bare_task,
    clear,
    events_of,
    failure,
    state_of,
    success,
)
from tests.scenes.machine_steps import await_inputs
from tests.scenes.stepped_workers import Worker, orders, orders_of_twins, pause

DIAMOND = {"a": (), "b": ("a",), "c": ("a",), "d": ("b", "c")}
CHAIN = {"b": (), "d": ("b",)}
TOKEN = "token of d"

pytestmark = pytest.mark.usefixtures("no_stream")


class SteppedRepository(TaskRepository):
    """Lets the others go ahead before each of its calls."""

    def load(self, organization_id: UUID, task_id: UUID) -> Any:
        pause()
        return super().load(organization_id, task_id)

    def complete_node(self, node: TaskNode, writes: Any, *, keeps_token: bool = False) -> None:
        pause()
        super().complete_node(node, writes, keeps_token=keeps_token)

    def relatives(self, node: TaskNode, ids: tuple[str, ...]) -> list[TaskNode]:
        pause()
        return super().relatives(node, ids)


@dataclass
class Run:
    """One task whose b and c are about to end and whose d is about to wait."""

    repository: TaskRepository
    task_id: UUID
    workflows: RecordingWorkflows
    registered: bool = False

    def complete(self, call: NodeCompletionCall) -> None:
        NodeCompletionService(self.repository, self.workflows, lambda: NOW).complete(call)

    def register(self) -> None:
        pause()
        self.registered = await_inputs(self.node("d"), TOKEN)

    def node(self, node_id: str) -> TaskNode:
        return state_of(TaskRepository(Table("compute")), self.task_id).node(node_id)

    @property
    def d_goes_on(self) -> bool:
        """Its condition failed, so it never waited, or it was woken."""
        return not self.registered or TOKEN in self.workflows.woken


@pytest.fixture
def start(compute_table: Table) -> Callable[[object, dict[str, tuple[str, ...]]], Run]:
    def begin(name: object, needs: dict[str, tuple[str, ...]]) -> Run:
        clear(compute_table)
        repository = SteppedRepository(compute_table)
        task, nodes = bare_task(name, needs)
        ready = tuple(n.model_copy(update={"blocked_by": len(set(n.needs) - {"a"})}) for n in nodes)
        puts = [task_put(task), *(node_put(n, NOW) for n in ready)]
        compute_table.transact(puts)
        return Run(repository, task.id, RecordingWorkflows())

    return begin


def workers_of(run: Run, b: NodeCompletionCall, c: NodeCompletionCall) -> dict[str, Worker]:
    return {
        "b": Worker(lambda: run.complete(b)),
        "c": Worker(lambda: run.complete(c)),
        "d": Worker(run.register),
    }


def test_no_order_leaves_node_waiting(start: Any, compute_table: Table) -> None:
    tried = orders_of_twins({"b": 3, "c": 3, "d": 1})
    assert len(tried) == 70
    for order in tried:
        run = start(order, DIAMOND)
        workers = workers_of(run, success(run.task_id, "b"), success(run.task_id, "c"))
        for name in order:
            workers[name].step()
        assert run.d_goes_on, order
        assert (run.node("d").blocked_by, run.node("d").doomed) == (0, False), order
        assert len(events_of(compute_table, "task.progress")) == 2, order


@pytest.mark.parametrize("dead", [("b",), ("c",), ("b", "c")], ids="+".join)
def test_death_before_release_is_made_good(start: Any, dead: tuple[str, ...]) -> None:
    """Die between transaction and release; the state machine then runs CompleteNode again."""
    for order in orders({"b": 2, "c": 2, "d": 1}):
        run = start((dead, order), DIAMOND)
        calls = {"b": failure(run.task_id, "b"), "c": success(run.task_id, "c")}
        workers = workers_of(run, calls["b"], calls["c"])
        seen: dict[str, int] = dict.fromkeys(workers, 0)
        for name in order:
            seen[name] += 1
            if name == "d":
                workers["d"].step()
            elif seen[name] == 1:  # load and transaction
                workers[name].step()
                workers[name].step()
            elif name in dead:
                workers[name].die()
            else:
                workers[name].step()
        for name in dead:
            run.complete(calls[name])
        assert run.d_goes_on, order
        assert (run.node("d").blocked_by, run.node("d").doomed) == (0, True), order


def test_two_reports_of_one_end_count_once(start: Any, compute_table: Table) -> None:
    """The same CompleteNode twice at once, as after a lost answer, while d registers."""
    for order in orders_of_twins({"b": 3, "again": 3, "d": 1}):
        run = start(order, CHAIN)
        workers = workers_of(run, success(run.task_id, "b"), success(run.task_id, "b"))
        workers["again"] = workers.pop("c")
        for name in order:
            workers[name].step()
        assert run.d_goes_on, order
        assert run.node("d").blocked_by == 0, order
        assert len(events_of(compute_table, "task.progress")) == 1, order
