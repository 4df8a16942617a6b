"""Compute's services over the real table on moto, with a state machine that takes notes."""

import pytest

from shared.aws.clients import client
from shared.aws.table import Table
from shared.compute.billing.budgets import Budgets
from shared.compute.billing.ledger import Ledger
from shared.compute.billing.reservations import Reservations
from shared.compute.cache.node_cache import NodeCache
from shared.compute.tasks.estimate import EstimateService
from shared.compute.tasks.node_completion import NodeCompletionService
from shared.compute.tasks.repository import TaskRepository
from shared.compute.tasks.submission import SubmissionService
from shared.compute.tasks.task_completion import TaskCompletionService
from shared.compute.tasks.task_status import TaskReader
from shared.core.settings import Settings
from shared.wiring.base import Base
from shared.wiring.compute import Compute
from tests.scenes.compute_scene import NOW, RecordingWorkflows, choices


@pytest.fixture
def no_stream(compute_table: Table) -> None:
    """The same table without its stream: moto copies all of it for each transaction."""
    dynamodb = client("dynamodb")
    made = dynamodb.delete_table(TableName=compute_table.name)["TableDescription"]
    kept = ("TableName", "KeySchema", "AttributeDefinitions")
    dynamodb.create_table(**{part: made[part] for part in kept}, BillingMode="PAY_PER_REQUEST")


@pytest.fixture
def workflows() -> RecordingWorkflows:
    return RecordingWorkflows()


@pytest.fixture
def wiring(compute_table: Table, workflows: RecordingWorkflows) -> Compute:
    settings = Settings(generation_machine="machine-arn", media_bucket="media-test")
    compute = Compute(Base(settings, lambda: NOW))
    compute.base.compute_table, compute.base.workflows = compute_table, workflows
    compute.tasks.choices = choices
    return compute


@pytest.fixture
def repository(wiring: Compute) -> TaskRepository:
    return wiring.tasks.repository


@pytest.fixture
def budgets(wiring: Compute) -> Budgets:
    return wiring.billing.budgets


@pytest.fixture
def node_cache(wiring: Compute) -> NodeCache:
    return wiring.node_cache


@pytest.fixture
def estimates(wiring: Compute) -> EstimateService:
    return wiring.tasks.estimates


@pytest.fixture
def reservations(wiring: Compute) -> Reservations:
    return wiring.tasks.reservations


@pytest.fixture
def ledger(wiring: Compute) -> Ledger:
    return wiring.billing.ledger


@pytest.fixture
def submissions(wiring: Compute) -> SubmissionService:
    return wiring.tasks.submissions


@pytest.fixture
def node_completion(wiring: Compute) -> NodeCompletionService:
    return wiring.tasks.node_completion


@pytest.fixture
def task_completion(wiring: Compute) -> TaskCompletionService:
    return wiring.tasks.task_completion


@pytest.fixture
def reader(wiring: Compute) -> TaskReader:
    return wiring.tasks.reader
