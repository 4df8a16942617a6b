"""State machine -> the completion of a node, and the local nodes that it unblocks."""

from typing import Any, Protocol

from shared.compute.records.tasks import NodeCompletionCall
from shared.wiring.process import built_at_start, get_compute

get_completion = built_at_start(lambda: get_compute().tasks.node_completion)


class Context(Protocol):
    """The part of Lambda's context that is used here."""

    def get_remaining_time_in_millis(self) -> int: ...


def handler(event: dict[str, Any], context: Context) -> dict[str, str]:
    call = NodeCompletionCall.model_validate(event)
    status = get_completion().complete(call, lambda: context.get_remaining_time_in_millis() / 1000)
    return {"node_id": call.node_id, "status": status}
