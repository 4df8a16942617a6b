"""docs/reference/node-types.md matches the registry of node types."""

from pathlib import Path

from pydantic.fields import FieldInfo

from shared.compute.nodes import NODE_TYPES
from shared.compute.nodes.base import LocalNode, NodeType, Slot
from shared.compute.nodes.images import IMAGE_TYPES, ImageOutput

PAGE = Path(__file__).parents[4] / "docs" / "reference" / "node-types.md"
_IMAGE_FIELDS = set(ImageOutput.model_fields)


def table() -> list[str]:
    """Return the rows that the page must have."""
    return [
        "| " + " | ".join((f"`{name}`", _params(t), _needs(t), _output(t), _runs_at(t))) + " |"
        for name, t in NODE_TYPES.items()
    ]


def _params(node_type: NodeType) -> str:
    fields = node_type.params.model_fields.items()
    return ", ".join(f"`{name}`{_default(field)}" for name, field in fields)


def _default(field: FieldInfo) -> str:
    """Return the suffix of a parameter: a star, a plain default, or none."""
    if field.is_required():
        return " *"
    default = field.default
    plain = isinstance(default, str | int | float) and default != ""
    return f" = {default}" if plain else ""


def _needs(node_type: NodeType) -> str:
    return "; ".join(_slot(slot) for slot in node_type.requires) or "none"


def _slot(slot: Slot) -> str:
    rest = [f"`{name}`" for name in slot.types if name not in IMAGE_TYPES]
    types = " or ".join(["an image", *rest] if set(IMAGE_TYPES) <= set(slot.types) else rest)
    optional = " (optional)" if slot.optional else ""
    return f"{slot.name}: {types}" + (f" or `{slot.param}`" if slot.param else "") + optional


def _output(node_type: NodeType) -> str:
    """Return the output's fields; those of every image are listed once, below the table."""
    fields = dict.fromkeys(node_type.output.model_fields)
    is_image = issubclass(node_type.output, ImageOutput)
    own = [f"`{name}`" for name in fields if not is_image or name not in _IMAGE_FIELDS]
    return ", ".join(["the file", *own] if is_image else own)


def _runs_at(node_type: NodeType) -> str:
    if isinstance(node_type, LocalNode):
        return f"Compute, {node_type.deadline_seconds} s"
    return f"`{node_type.capability}`, {node_type.deadline_seconds} s"


def test_page_has_the_rows_of_the_registry() -> None:
    rows = [line for line in PAGE.read_text().splitlines() if line.startswith("| `")]
    assert rows == table()


def test_page_lists_image_types_and_fields() -> None:
    words = " ".join(PAGE.read_text().split())
    assert f"An image is {', '.join(f'`{name}`' for name in IMAGE_TYPES[:-1])} or" in words
    assert ", ".join(f"`{name}`" for name in ImageOutput.model_fields) in words
