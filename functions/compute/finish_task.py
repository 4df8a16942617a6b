"""State machine -> the completion of a task."""

from typing import Any

from functions.compute.deps import get_finish_service
from shared.compute.records.tasks import FinishCall


def handler(event: dict[str, Any], context: object) -> dict[str, str]:
    call = FinishCall.model_validate(event)
    return {"task_id": str(call.task_id), "status": get_finish_service().finish(call)}
