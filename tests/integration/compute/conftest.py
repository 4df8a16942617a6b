"""Compute's services over the real table on moto, with a state machine that takes notes."""

import pytest

from shared.aws.clients import client
from shared.aws.table import Table
from shared.compute.billing.budgets import Budgets
from shared.compute.billing.ledger import Ledger
from shared.compute.billing.reservations import Funds
from shared.compute.cache.node_cache import NodeCache
from shared.compute.tasks.estimate import EstimateService
from shared.compute.tasks.node_completion import CompletionService
from shared.compute.tasks.repository import TaskRepository
from shared.compute.tasks.submission import SubmissionService
from shared.compute.tasks.task_completion import FinishService
from shared.compute.tasks.task_status import TaskReader
from tests.scenes.compute_scene import NOW, RecordingWorkflows, choices


@pytest.fixture
def no_stream(compute_table: Table) -> None:
    """The same table without its stream: moto copies all of it for each transaction."""
    dynamodb = client("dynamodb")
    made = dynamodb.delete_table(TableName=compute_table.name)["TableDescription"]
    kept = ("TableName", "KeySchema", "AttributeDefinitions")
    dynamodb.create_table(**{part: made[part] for part in kept}, BillingMode="PAY_PER_REQUEST")


@pytest.fixture
def repository(compute_table: Table) -> TaskRepository:
    return TaskRepository(compute_table)


@pytest.fixture
def workflows() -> RecordingWorkflows:
    return RecordingWorkflows()


@pytest.fixture
def budgets(compute_table: Table) -> Budgets:
    return Budgets(compute_table, lambda: NOW)


@pytest.fixture
def node_cache(compute_table: Table) -> NodeCache:
    return NodeCache(compute_table, lambda: NOW)


@pytest.fixture
def estimates(node_cache: NodeCache) -> EstimateService:
    return EstimateService(choices, node_cache)


@pytest.fixture
def funds(estimates: EstimateService, budgets: Budgets) -> Funds:
    return Funds(estimates.of_checked, budgets)


@pytest.fixture
def ledger(compute_table: Table) -> Ledger:
    return Ledger(compute_table)


@pytest.fixture
def submissions(
    repository: TaskRepository, workflows: RecordingWorkflows, funds: Funds
) -> SubmissionService:
    return SubmissionService(repository, workflows, "machine-arn", funds, lambda: NOW)


@pytest.fixture
def completion(repository: TaskRepository, workflows: RecordingWorkflows) -> CompletionService:
    return CompletionService(repository, workflows, lambda: NOW)


@pytest.fixture
def finishing(repository: TaskRepository, budgets: Budgets, ledger: Ledger) -> FinishService:
    return FinishService(repository, budgets, ledger, lambda: NOW)


@pytest.fixture
def reader(repository: TaskRepository) -> TaskReader:
    return TaskReader(repository)
