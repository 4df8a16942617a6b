"""State machine -> the completion of a task."""

from typing import Any

from shared.compute.records.tasks import TaskCompletionCall
from shared.wiring.process import built_at_start, get_compute

get_completion = built_at_start(lambda: get_compute().tasks.task_completion)


def handler(event: dict[str, Any], context: object) -> dict[str, str]:
    call = TaskCompletionCall.model_validate(event)
    return {"task_id": str(call.task_id), "status": get_completion().complete(call)}
