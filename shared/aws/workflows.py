"""State machines (Step Functions)."""

import json
from typing import TYPE_CHECKING, Any

from shared.aws.clients import client

if TYPE_CHECKING:
    from types_boto3_stepfunctions import SFNClient

_CAUSE_LIMIT = 32_768  # characters; limit of SendTaskFailure


class Workflows:
    """Starts executions and answers their task tokens."""

    def __init__(self, stepfunctions: Any = None) -> None:
        self._client: SFNClient = stepfunctions or client("stepfunctions")

    def start(self, machine: str, name: str, input: dict[str, Any]) -> None:
        """Start an execution. Idempotent: an existing execution of this name is left as it is.

        `machine` is the ARN of the state machine. `name` is the id of the entity that is
        processed, so that an operator finds it in the console.
        """
        try:
            self._client.start_execution(
                stateMachineArn=machine, name=name, input=json.dumps(input, sort_keys=True)
            )
        except self._client.exceptions.ExecutionAlreadyExists:
            return

    def succeed(self, token: str, output: dict[str, Any]) -> bool:
        """Report success; return False if the token was answered before or has timed out."""
        return self._answer("send_task_success", taskToken=token, output=json.dumps(output))

    def fail(self, token: str, error: str, cause: str) -> bool:
        """Report a failure; return False if the token was answered before or has timed out.

        `error` is the name that `Retry` and `Catch` match. `cause` is cut to 32,768 characters.
        """
        return self._answer(
            "send_task_failure", taskToken=token, error=error, cause=cause[:_CAUSE_LIMIT]
        )

    def _answer(self, operation: str, **arguments: str) -> bool:
        gone = self._client.exceptions.TaskTimedOut, self._client.exceptions.TaskDoesNotExist
        try:
            getattr(self._client, operation)(**arguments)
        except gone:
            return False
        return True
