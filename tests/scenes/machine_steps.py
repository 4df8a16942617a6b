"""The one step that the state machine does by itself, read from its own file."""

import json
from pathlib import Path
from typing import Any

from shared.aws.clients import client
from shared.compute.records.tasks import TaskNode
from shared.compute.tasks.repository import node_key

_FILE = Path(__file__).parents[2] / "statemachines" / "generation.asl.json"
_ARGUMENTS: dict[str, Any] = json.loads(_FILE.read_text())["States"]["All nodes"]["ItemProcessor"][
    "States"
]["AwaitInputs"]["Arguments"]


def await_inputs(node: TaskNode, token: str) -> bool:
    """AwaitInputs as in generation.asl.json; False when its condition fails: nothing blocks."""
    key = node_key(node.organization_id, node.task_id, node.id)
    values = {
        "${ComputeTable}": "compute",
        "{% $states.input.node.key.pk %}": key.pk,
        "{% $states.input.node.key.sk %}": key.sk,
        "{% $states.context.Task.Token %}": token,
    }
    dynamodb = client("dynamodb")
    try:
        dynamodb.update_item(**_filled(_ARGUMENTS, values))
    except dynamodb.exceptions.ConditionalCheckFailedException:
        return False
    return True


def _filled(template: Any, values: dict[str, str]) -> Any:
    if isinstance(template, dict):
        return {name: _filled(member, values) for name, member in template.items()}
    return values.get(template, template)
