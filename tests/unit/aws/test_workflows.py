"""State machines: starts that repeat, and tokens that nobody waits for."""

import json
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from shared.aws.workflows import Workflows

REAL = boto3.client(
    "stepfunctions", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
)


class FakeStepFunctions:
    """Records the calls; raises `error` where one is given."""

    exceptions = REAL.exceptions

    def __init__(self, error: str = "") -> None:
        self.error = error
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def __getattr__(self, operation: str) -> Any:
        def call(**arguments: Any) -> dict[str, Any]:
            self.calls.append((operation, arguments))
            if self.error:
                kind = getattr(self.exceptions, self.error, ClientError)
                raise kind({"Error": {"Code": self.error, "Message": ""}}, operation)
            return {}

        return call


def test_start_names_execution() -> None:
    fake = FakeStepFunctions()
    Workflows(fake).start("machine-arn", "task-1", {"b": 1, "a": 2})
    assert fake.calls == [
        (
            "start_execution",
            {"stateMachineArn": "machine-arn", "name": "task-1", "input": '{"a": 2, "b": 1}'},
        )
    ]


def test_second_start_changes_nothing() -> None:
    fake = FakeStepFunctions("ExecutionAlreadyExists")
    Workflows(fake).start("machine-arn", "task-1", {})
    assert len(fake.calls) == 1


def test_other_failure_of_start_is_raised() -> None:
    with pytest.raises(ClientError, match="StateMachineDoesNotExist"):
        Workflows(FakeStepFunctions("StateMachineDoesNotExist")).start("arn", "task-1", {})


def test_success_is_sent_as_json() -> None:
    fake = FakeStepFunctions()
    assert Workflows(fake).succeed("token", {"key": "k"}) is True
    ((operation, arguments),) = fake.calls
    assert operation == "send_task_success"
    assert json.loads(arguments["output"]) == {"key": "k"}


def test_failure_keeps_name_and_shortens_cause() -> None:
    fake = FakeStepFunctions()
    assert Workflows(fake).fail("token", "ProviderTimeout", "x" * 50_000) is True
    ((operation, arguments),) = fake.calls
    assert (operation, arguments["error"]) == ("send_task_failure", "ProviderTimeout")
    assert len(arguments["cause"]) == 32_768


@pytest.mark.parametrize("gone", ["TaskTimedOut", "TaskDoesNotExist"])
def test_answer_to_nobody_is_false(gone: str) -> None:
    assert Workflows(FakeStepFunctions(gone)).succeed("token", {}) is False
    assert Workflows(FakeStepFunctions(gone)).fail("token", "E", "c") is False


def test_other_failure_of_answer_is_raised() -> None:
    with pytest.raises(ClientError):
        Workflows(FakeStepFunctions("InvalidToken")).succeed("token", {})
