"""Compute's services over the real table on moto, with a state machine that takes notes."""

import pytest

from shared.aws.table import Table
from shared.compute.completion import CompletionService
from shared.compute.finishing import FinishService
from shared.compute.reading import TaskReader
from shared.compute.repository import TaskRepository
from shared.compute.submission import SubmissionService
from tests.integration.compute.compute_scene import NOW, RecordingWorkflows


@pytest.fixture
def repository(compute_table: Table) -> TaskRepository:
    return TaskRepository(compute_table)


@pytest.fixture
def workflows() -> RecordingWorkflows:
    return RecordingWorkflows()


@pytest.fixture
def submissions(repository: TaskRepository, workflows: RecordingWorkflows) -> SubmissionService:
    return SubmissionService(repository, workflows, "machine-arn", lambda: NOW)


@pytest.fixture
def completion(repository: TaskRepository, workflows: RecordingWorkflows) -> CompletionService:
    return CompletionService(repository, workflows, lambda: NOW)


@pytest.fixture
def finishing(repository: TaskRepository) -> FinishService:
    return FinishService(repository, lambda: NOW)


@pytest.fixture
def reader(repository: TaskRepository) -> TaskReader:
    return TaskReader(repository)
