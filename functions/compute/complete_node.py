"""State machine -> the end of a node, good or bad."""

from typing import Any

from functions.compute.deps import get_completion_service
from shared.compute.records.tasks import CompletionCall


def handler(event: dict[str, Any], context: object) -> dict[str, str]:
    call = CompletionCall.model_validate(event)
    return {"node_id": call.node_id, "status": get_completion_service().complete(call)}
