"""Where the time of a graph goes that its providers did not take."""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from tests.bench.graphs import Graph

_MARKER = re.compile(r"(n\d+)-takes-")


class Loss(NamedTuple):
    """Of one node, in seconds.

    `to_order`: from the end of its last need (or the task's beginning) until the provider has
    accepted the order. `to_end`: from the provider's end until the node is done, its picture
    fetched and stored.
    """

    to_order: float
    to_end: float


def losses_of(graph: Graph, task: dict[str, Any], orders: Sequence[dict[str, Any]]) -> list[Loss]:
    """`orders` are the simulator's; the marker in their inputs says whose they are."""
    done = {node["id"]: _moment(node["completed_at"]) for node in task["nodes"]}
    begun = _moment(task["timings"]["queued_at"])
    losses = []
    for order in orders:
        found = _MARKER.search(json.dumps(order["inputs"]))
        if found is None:
            continue
        node = found[1]
        ready = max((done[need] for need in graph.needs[node]), default=begun)
        losses.append(Loss(order["created_at"] - ready, done[node] - order["ready_at"]))
    return losses


def _moment(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()
