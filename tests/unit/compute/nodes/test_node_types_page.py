"""docs/reference/node-types.md tells of the node types as they are."""

from pathlib import Path

from pydantic.fields import FieldInfo

from shared.compute.nodes import NODE_TYPES
from shared.compute.nodes.base import LocalNode, NodeType, Slot
from shared.compute.nodes.images import PICTURES, PictureOutput

PAGE = Path(__file__).parents[4] / "docs" / "reference" / "node-types.md"
_OF_A_PICTURE = set(PictureOutput.model_fields)


def table() -> list[str]:
    """The rows that the page must have."""
    return [
        "| " + " | ".join((f"`{name}`", _params(t), _needs(t), _output(t), _done_by(t))) + " |"
        for name, t in NODE_TYPES.items()
    ]


def _params(node_type: NodeType) -> str:
    fields = node_type.params.model_fields.items()
    return ", ".join(f"`{name}`{_default(field)}" for name, field in fields)


def _default(field: FieldInfo) -> str:
    """What is required has none; a default that says little is left out."""
    if field.is_required():
        return " *"
    default = field.default
    plain = isinstance(default, str | int | float) and default != ""
    return f" = {default}" if plain else ""


def _needs(node_type: NodeType) -> str:
    return "; ".join(_slot(slot) for slot in node_type.requires) or "nothing"


def _slot(slot: Slot) -> str:
    rest = [f"`{name}`" for name in slot.types if name not in PICTURES]
    types = " or ".join(["a picture", *rest] if set(PICTURES) <= set(slot.types) else rest)
    optional = " (optional)" if slot.optional else ""
    return f"{slot.name}: {types}" + (f" or `{slot.param}`" if slot.param else "") + optional


def _output(node_type: NodeType) -> str:
    """A picture's facts are told once, below the table."""
    fields = dict.fromkeys(node_type.output.model_fields)
    is_picture = issubclass(node_type.output, PictureOutput)
    own = [f"`{name}`" for name in fields if not is_picture or name not in _OF_A_PICTURE]
    return ", ".join(["the file", *own] if is_picture else own)


def _done_by(node_type: NodeType) -> str:
    if isinstance(node_type, LocalNode):
        return f"Compute itself, {node_type.deadline_seconds} s"
    return f"`{node_type.capability}`, {node_type.deadline_seconds} s"


def test_page_has_the_rows_of_the_registry() -> None:
    rows = [line for line in PAGE.read_text().splitlines() if line.startswith("| `")]
    assert rows == table()


def test_page_says_what_a_picture_is() -> None:
    words = " ".join(PAGE.read_text().split())
    assert f"A picture is {', '.join(f'`{name}`' for name in PICTURES[:-1])} or" in words
    assert ", ".join(f"`{name}`" for name in PictureOutput.model_fields) in words
