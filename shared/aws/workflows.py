"""State machines (Step Functions)."""

import json
from typing import Any

from shared.aws.clients import client

_CAUSE_LIMIT = 32_768  # characters that Step Functions takes


class Workflows:
    def __init__(self, stepfunctions: Any = None) -> None:
        self._client = stepfunctions or client("stepfunctions")

    def start(self, machine: str, name: str, input: dict[str, Any]) -> None:
        """Idempotent: a second start under the same name, with the same input, changes nothing.

        `name` is the id of what is run, so an operator finds it in the console.
        """
        try:
            self._client.start_execution(
                stateMachineArn=machine, name=name, input=json.dumps(input, sort_keys=True)
            )
        except self._client.exceptions.ExecutionAlreadyExists:
            return

    def succeed(self, token: str, output: dict[str, Any]) -> bool:
        """False when nobody waits on this token any more (answered before, or timed out)."""
        return self._answer("send_task_success", taskToken=token, output=json.dumps(output))

    def fail(self, token: str, error: str, cause: str) -> bool:
        """`error` is the name that `Retry` and `Catch` match on."""
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
