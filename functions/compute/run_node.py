"""State machine -> one local node."""

from typing import Any

from functions.compute.deps import get_local_node_service
from shared.compute.records.tasks import NodeCall


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """What is raised reaches the state machine by its class name, and `Retry` matches on that."""
    outcome = get_local_node_service().run(NodeCall.model_validate(event))
    return outcome.model_dump(mode="json", exclude_none=True)
