"""What the tests of Compute share: graphs, a state machine that only takes notes, the outbox."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from shared.aws import keys
from shared.aws.clients import client
from shared.aws.keys import Noun
from shared.aws.outbox import read_event
from shared.aws.table import Query, Table
from shared.aws.workflows import Workflows
from shared.compute.billing.ledger import Ledger
from shared.compute.contract.costs import LedgerEntry
from shared.compute.contract.tasks import Node, NodeStatus, Priority, ProviderPolicy, TaskSubmission
from shared.compute.records.tasks import (
    NodeCall,
    NodeCompletionCall,
    Outcome,
    StepError,
    Task,
    TaskCompletionCall,
    TaskNode,
    TaskState,
)
from shared.compute.tasks.repository import TaskRepository
from shared.core.events import Event
from shared.core.ids import derived_id
from shared.providers.adapter import ModelSpec
from shared.providers.requests import Capability

ORG = UUID(int=0xACE)
OTHER_ORG = UUID(int=0xBAD)
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SHOT = {"category": "packshot", "framing": "full", "aspect_ratio": "3:4"}


class RecordingWorkflows(Workflows):
    """Stands in for Step Functions: remembers what was started and which tokens were answered."""

    def __init__(self) -> None:
        self.started: list[tuple[str, str, dict[str, Any]]] = []
        self.succeeded: list[tuple[str, dict[str, Any]]] = []
        self.failed: list[tuple[str, str, str]] = []

    def start(self, machine: str, name: str, input: dict[str, Any]) -> None:
        self.started.append((machine, name, input))

    def succeed(self, token: str, output: dict[str, Any]) -> bool:
        self.succeeded.append((token, output))
        return True

    def fail(self, token: str, error: str, cause: str) -> bool:
        self.failed.append((token, error, cause))
        return True

    @property
    def woken(self) -> set[str]:
        return {token for token, _ in self.succeeded}


@dataclass(frozen=True)
class Provider:
    """A choice of the router."""

    name: str
    model: ModelSpec


def choices(
    capability: Capability, organization_id: UUID, policy: ProviderPolicy
) -> tuple[Provider, ...]:
    """The studio for cut-outs; for images one that costs 3.5 cents, then one for 4."""
    names = {
        "cutout": (("studio", "studio-cutout"),),
        "generate": (("recraft", "recraftv4_1"), ("fal", "fal-ai/flux-pro/kontext")),
    }
    return tuple(
        Provider(name, ModelSpec(capability=capability, id=model))
        for name, model in names.get(capability, ())
    )


def images(count: int = 2, source_key: str = "media/1/file.jpg") -> tuple[Node, ...]:
    """The graph of a generation with `count` images."""
    return (
        Node(id="prepare", type="prepare", params={"source_key": source_key}),
        *(
            Node(
                id=f"generate_{i}",
                type="generate",
                params={"prompt": f"image {i}", "seed": 40 + i, "index": i, "shot": SHOT},
                needs=("prepare",),
            )
            for i in range(count)
        ),
        *(
            Node(
                id=f"score_{i}",
                type="score",
                params={"index": i},
                needs=(f"generate_{i}", "prepare"),
            )
            for i in range(count)
        ),
    )


def submission(
    nodes: tuple[Node, ...] | None = None,
    *,
    generation: object = "first",
    priority: Priority = Priority.DEFAULT,
    shooting_id: UUID | None = None,
    cap: int | None = None,
) -> TaskSubmission:
    return TaskSubmission(
        generation_id=derived_id("generation", generation),
        organization_id=ORG,
        shooting_id=shooting_id,
        budget_cap_microusd=cap,
        priority=priority,
        correlation_id="correlation",
        actor="user:olga",
        tasks=nodes or images(),
    )


def bare_task(
    name: object, needs: Mapping[str, tuple[str, ...]]
) -> tuple[Task, tuple[TaskNode, ...]]:
    """A task of any shape, to be stored without being validated; `needs` in topological order."""
    task = Task(
        id=derived_id("task", name),
        organization_id=ORG,
        generation_id=derived_id("generation", name),
        priority=Priority.DEFAULT,
        actor="user:olga",
        correlation_id="correlation",
        graph_digest="digest",
        node_count=len(needs),
        queued_at=NOW,
    )
    nodes = tuple(
        TaskNode(
            organization_id=ORG,
            task_id=task.id,
            id=node_id,
            type="any",
            params={},
            needs=needed,
            children=tuple(child for child, of in needs.items() if node_id in of),
            position=position,
            blocked_by=len(needed),
        )
        for position, (node_id, needed) in enumerate(needs.items())
    )
    return task, nodes


def clear(table: Table) -> None:
    """Remove all items: moto reads a small table sooner."""
    dynamodb = client("dynamodb")
    for item in dynamodb.scan(TableName=table.name)["Items"]:
        dynamodb.delete_item(TableName=table.name, Key={"pk": item["pk"], "sk": item["sk"]})


def call_of(task_id: UUID, node_id: str) -> NodeCall:
    return NodeCall(organization_id=ORG, task_id=task_id, node_id=node_id)


def success(
    task_id: UUID, node_id: str, output: dict[str, Any] | None = None, **changes: Any
) -> NodeCompletionCall:
    outcome = Outcome(status=NodeStatus.SUCCEEDED, output=output or {}, duration_ms=5, **changes)
    return NodeCompletionCall(
        organization_id=ORG, task_id=task_id, node_id=node_id, outcome=outcome
    )


def skipping(task_id: UUID, node_id: str) -> NodeCompletionCall:
    outcome = Outcome(status=NodeStatus.SKIPPED)
    return NodeCompletionCall(
        organization_id=ORG, task_id=task_id, node_id=node_id, outcome=outcome
    )


def cancellation(task_id: UUID, node_id: str) -> NodeCompletionCall:
    error = StepError(name="NodeCancelled")
    return NodeCompletionCall(organization_id=ORG, task_id=task_id, node_id=node_id, error=error)


def failure(task_id: UUID, node_id: str) -> NodeCompletionCall:
    error = StepError(
        name="ProviderRefused", cause='{"code": "provider_refused", "detail": "Not this."}'
    )
    return NodeCompletionCall(organization_id=ORG, task_id=task_id, node_id=node_id, error=error)


def task_end(task_id: UUID, error: StepError | None = None) -> TaskCompletionCall:
    return TaskCompletionCall(organization_id=ORG, task_id=task_id, error=error)


def events_of(table: Table, type: str = "") -> list[Event]:
    """What Compute's outbox holds for the organization, in the order in which it happened."""
    outbox = Query(keys.partition(ORG, Noun.OUTBOX))
    found = [read_event(item) for item in table.every(outbox)]
    return sorted(
        (event for event in found if event.type.startswith(type)),
        key=lambda event: (event.occurred_at, event.data.get("nodes_done", 0)),
    )


def ledger_of(ledger: Ledger) -> list[LedgerEntry]:
    """All lines of the organization, newest first. Whole months: each is one read."""
    return list(
        ledger.between(ORG, datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC))
    )


def statuses(state: TaskState) -> dict[str, str]:
    return {node.id: str(node.status) for node in state.nodes}


def state_of(repository: TaskRepository, task_id: UUID) -> TaskState:
    return repository.load(ORG, task_id)
