"""Tasks, their nodes, their orders at providers, and the outboxes of both services."""

from collections.abc import Mapping
from uuid import UUID

from shared.aws.outbox import put_event
from shared.aws.table import Table
from shared.compute.billing.budgets import Budgets
from shared.compute.billing.reservations import Reservations
from shared.compute.cache.node_cache import NodeCache
from shared.compute.contract.tasks import Priority
from shared.compute.jobs.repository import JobRepository
from shared.compute.records.jobs import ProviderJob
from shared.compute.records.tasks import NodeCall
from shared.compute.tasks.estimate import EstimateService
from shared.compute.tasks.repository import TaskRepository
from shared.compute.tasks.submission import SubmissionService
from shared.core.events import PLATFORM, make_event
from shared.core.ids import derived_id
from tests.integration.data_model.stage import Case, Proof, Stage
from tests.scenes.compute_scene import (
    NOW,
    RecordingWorkflows,
    choices,
    submission,
)


def outbox(table: str) -> Case:
    def events(stage: Stage) -> Proof:
        event = make_event(
            "product.created",
            source=PLATFORM,
            organization_id=stage.owner,
            actor=stage.org.principal.actor,
            data={},
        )
        Table(table).transact([put_event(event)])
        return Proof({"org": stage.owner}, (event.id,), by="sk")

    return events


def _tasks() -> TaskRepository:
    return TaskRepository(Table("compute"))


def _submit(stage: Stage) -> UUID:
    """The same generation id for both organizations would be one task id; so it is not."""
    order = submission(generation=stage.owner).model_copy(update={"organization_id": stage.owner})
    table = Table("compute")
    reservations = Reservations(
        EstimateService(choices, NodeCache(table)).of_checked, Budgets(table)
    )
    service = SubmissionService(
        _tasks(), RecordingWorkflows(), "machine-arn", reservations, lambda: NOW
    )
    return service.submit(order, stage.owner).task_id


def task_with_nodes(stage: Stage) -> Proof:
    task_id = _submit(stage)
    nodes = ("generate_0", "generate_1", "prepare", "score_0", "score_1")
    return Proof(
        {"org": stage.owner, "task": task_id},
        (*nodes, task_id),
        lambda: _tasks().load(stage.owner, task_id),
    )


def task(stage: Stage) -> Proof:
    task_id = _submit(stage)
    return Proof({"org": stage.owner, "task": task_id}, (task_id,), lambda: _submit(stage))


def node(stage: Stage) -> Proof:
    task_id = _submit(stage)
    call = NodeCall(organization_id=stage.owner, task_id=task_id, node_id="prepare")
    values = {"org": stage.owner, "task": task_id, "node": "prepare"}
    return Proof(values, ("prepare",), lambda: _tasks().node(call))


def task_of_node(stage: Stage) -> Proof:
    task_id = _submit(stage)
    call = NodeCall(organization_id=stage.owner, task_id=task_id, node_id="prepare")
    values = {"org": stage.owner, "task": task_id}
    return Proof(values, (task_id,), lambda: _tasks().node_and_task(call))


def open_tasks(stage: Stage) -> Proof:
    task_id = _submit(stage)
    return Proof(
        {"org": stage.owner}, (task_id,), lambda: _tasks().open_tasks(stage.owner), by="task_id"
    )


def job(stage: Stage) -> Proof:
    jobs = JobRepository(Table("compute"))
    stored = jobs.create(
        ProviderJob(
            id=derived_id("job", stage.owner),
            organization_id=stage.owner,
            task_id=derived_id("task", stage.owner),
            node_id="prepare",
            task_token="token",
            priority=Priority.DEFAULT,
            capability="cutout",
            provider="fal",
            model="birefnet",
            owner="platform",
            created_at=NOW,
            deadline_at=NOW,
        )
    )
    values = {"org": stage.owner, "job": stored.id}
    return Proof(values, (stored.id,), lambda: jobs.find(stage.owner, stored.id))


def relatives(stage: Stage) -> Proof:
    task_id = _submit(stage)
    score = _tasks().load(stage.owner, task_id).node("score_1")
    values = {"org": stage.owner, "task": task_id, "node": "generate_1"}
    return Proof(values, ("generate_1",), lambda: _tasks().relatives(score, score.needs))


CASES: Mapping[str, Case] = {
    "AP90": outbox("platform"),
    "AP91": outbox("compute"),
    "AP92": task_with_nodes,
    "AP93": task,
    "AP94": node,
    "AP95": relatives,
    "AP100": task_of_node,
    "AP101": open_tasks,
    "AP102": job,
}
