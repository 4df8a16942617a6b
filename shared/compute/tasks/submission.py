"""Taking in a task: validate everything, set its money aside, store it, start the machine."""

import hashlib
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from shared.aws.outbox import put_event
from shared.aws.workflows import Workflows
from shared.compute.billing.reservations import NO_HOLD, Hold, Reservations
from shared.compute.contract.errors import ORGANIZATION_MISMATCH
from shared.compute.contract.events import TaskQueuedData
from shared.compute.contract.tasks import TaskAccepted, TaskSubmission
from shared.compute.errors import TaskExists
from shared.compute.nodes import NODE_TYPES
from shared.compute.records.tasks import Task, TaskNode
from shared.compute.tasks import graph
from shared.compute.tasks.events import task_event
from shared.compute.tasks.repository import TaskRepository, node_key
from shared.compute.tasks.validation import check_nodes
from shared.core.clock import Clock, utc_now
from shared.core.events import Event
from shared.core.ids import derived_id


def task_id_of(generation_id: UUID) -> UUID:
    """A generation has one task, however often it is submitted."""
    return derived_id("task", generation_id)


class SubmissionService:
    def __init__(
        self,
        repository: TaskRepository,
        workflows: Workflows,
        machine: str,
        reservations: Reservations,
        clock: Clock = utc_now,
    ) -> None:
        self._tasks = repository
        self._workflows = workflows
        self._machine = machine
        self._reservations = reservations
        self._clock = clock

    def submit(self, submission: TaskSubmission, organization_id: UUID) -> TaskAccepted:
        """Queue the task; a repeated submission continues where an earlier one stopped.

        Invalid names every finding before anything is stored; TaskExists when the generation
        was submitted with another graph; BudgetExceeded, or Invalid `budget_cap_exceeded`.
        `organization_id` is the one the caller acts for.
        """
        check_organization(submission, organization_id)
        check_nodes(submission.tasks)
        plan = graph.plan(submission.tasks)
        hold = self._hold(submission)
        task = self._task(submission, hold)
        nodes = _nodes(task, plan)
        stored = self._tasks.create(task, nodes, [put_event(self._queued(task)), *hold.writes])
        if stored.graph_digest != task.graph_digest:
            raise TaskExists
        if not stored.status.is_final:
            self._workflows.start(self._machine, str(task.id), _execution_input(task, nodes))
        return TaskAccepted(task_id=stored.id, status=stored.status)

    def _hold(self, submission: TaskSubmission) -> Hold:
        """A task that is there already holds its money: what it costs by now is no matter."""
        task_id = task_id_of(submission.generation_id)
        if self._tasks.find_task(submission.organization_id, task_id):
            return NO_HOLD
        return self._reservations.hold(submission, task_id)

    def _task(self, submission: TaskSubmission, hold: Hold) -> Task:
        now = self._clock()
        return Task(
            id=task_id_of(submission.generation_id),
            organization_id=submission.organization_id,
            generation_id=submission.generation_id,
            task_type=submission.task_type,
            shooting_id=submission.shooting_id,
            policy=submission.policy,
            held_microusd=hold.amount_microusd,
            priority=submission.priority,
            actor=submission.actor,
            correlation_id=submission.correlation_id,
            graph_digest=_digest(submission),
            node_count=len(submission.tasks),
            queued_at=now,
            deadline_at=now + timedelta(seconds=submission.deadline_seconds),
        )

    def _queued(self, task: Task) -> Event:
        data = TaskQueuedData(
            task_id=task.id,
            generation_id=task.generation_id,
            task_type=task.task_type,
            nodes_total=task.node_count,
        )
        return task_event("task.queued", task, data, clock=self._clock)


def check_organization(submission: TaskSubmission, organization_id: UUID) -> None:
    if submission.organization_id != organization_id:
        raise ORGANIZATION_MISMATCH("Header and body name two organizations; send one.")


def _nodes(task: Task, plan: graph.Plan) -> tuple[TaskNode, ...]:
    return tuple(
        TaskNode(
            organization_id=task.organization_id,
            task_id=task.id,
            id=node.id,
            type=node.type,
            params=node.params,
            needs=node.needs,
            children=plan.children[node.id],
            cache=node.cache,
            position=position,
            blocked_by=len(node.needs),
        )
        for position, node in enumerate(plan.nodes)
    )


def _execution_input(task: Task, nodes: tuple[TaskNode, ...]) -> dict[str, Any]:
    """What generation.asl.json starts with; the order of `nodes` is what keeps it from deadlock.

    The state machine writes task tokens to the nodes' items itself, hence the keys.
    """
    return {
        "organization_id": str(task.organization_id),
        "task_id": str(task.id),
        "priority": str(task.priority),
        "nodes": [
            {
                "id": node.id,
                "type": node.type,
                "kind": NODE_TYPES[node.type].kind,
                "needs": list(node.needs),
                "key": node_key(task.organization_id, task.id, node.id)._asdict(),
            }
            for node in nodes
        ],
    }


def _digest(submission: TaskSubmission) -> str:
    graph_json = submission.model_dump(mode="json", include={"tasks"})
    return hashlib.sha256(json.dumps(graph_json, sort_keys=True).encode()).hexdigest()
