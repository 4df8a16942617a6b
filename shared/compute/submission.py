"""Taking in a task: validate everything, store it, start the state machine."""

import hashlib
import json
from typing import Any
from uuid import UUID

from shared.aws.outbox import put_event
from shared.aws.workflows import Workflows
from shared.compute import graph
from shared.compute.errors import TaskExists
from shared.compute.events import task_event
from shared.compute.models import Task, TaskNode
from shared.compute.nodes import NODE_TYPES
from shared.compute.repository import TaskRepository, node_key
from shared.compute.schemas import TaskAccepted, TaskQueuedData, TaskSubmission
from shared.compute.validation import check_nodes
from shared.core.clock import Clock, utc_now
from shared.core.errors import Invalid
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
        clock: Clock = utc_now,
    ) -> None:
        self._tasks = repository
        self._workflows = workflows
        self._machine = machine
        self._clock = clock

    def submit(self, submission: TaskSubmission, organization_id: UUID) -> TaskAccepted:
        """Queue the task; a repeated submission continues where an earlier one stopped.

        Invalid names every finding before anything is stored; TaskExists when the generation
        was submitted with another graph. `organization_id` is the one the caller acts for.
        """
        if submission.organization_id != organization_id:
            raise Invalid(
                "organization_mismatch", "Header and body name two organizations; send one."
            )
        check_nodes(submission.tasks)
        plan = graph.plan(submission.tasks)
        task = self._task(submission)
        nodes = _nodes(task, plan)
        stored = self._tasks.create(task, nodes, put_event(self._queued(task)))
        if stored.graph_digest != task.graph_digest:
            raise TaskExists
        if not stored.status.is_final:
            self._workflows.start(self._machine, str(task.id), _execution_input(task, nodes))
        return TaskAccepted(task_id=stored.id, status=stored.status)

    def _task(self, submission: TaskSubmission) -> Task:
        return Task(
            id=task_id_of(submission.generation_id),
            organization_id=submission.organization_id,
            generation_id=submission.generation_id,
            priority=submission.priority,
            actor=submission.actor,
            correlation_id=submission.correlation_id,
            graph_digest=_digest(submission),
            node_count=len(submission.tasks),
            queued_at=self._clock(),
        )

    def _queued(self, task: Task) -> Event:
        data = TaskQueuedData(
            task_id=task.id, generation_id=task.generation_id, nodes_total=task.node_count
        )
        return task_event("task.queued", task, data, clock=self._clock)


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
