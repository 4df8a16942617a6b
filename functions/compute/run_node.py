"""State machine -> one local node."""

from typing import Any

from shared.compute.records.tasks import NodeCall
from shared.wiring.process import built_at_start, get_compute

get_local_nodes = built_at_start(lambda: get_compute().jobs.local_nodes)


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """What is raised reaches the state machine by its class name, and `Retry` matches on that."""
    outcome = get_local_nodes().run(NodeCall.model_validate(event))
    return outcome.model_dump(mode="json", exclude_none=True)
