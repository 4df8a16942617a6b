"""The node types, alphabetically. A new one is a file beside these and a line here."""

from collections.abc import Mapping

from shared.compute.nodes.base import NodeType
from shared.compute.nodes.generate import GENERATE
from shared.compute.nodes.prepare import PREPARE
from shared.compute.nodes.score import SCORE

NODE_TYPES: Mapping[str, NodeType] = {
    GENERATE.name: GENERATE,
    PREPARE.name: PREPARE,
    SCORE.name: SCORE,
}
