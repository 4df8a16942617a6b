"""Finds the media fields of a schema by their `MediaSlot` annotations."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from shared.media.schemas import MediaInput, MediaSlot


@dataclass(frozen=True)
class SlotInput:
    """A media input of a request, with its JSON pointer and its index within the slot."""

    slot: str
    position: int
    pointer: str
    input: MediaInput


def media_slots(schema: type[BaseModel]) -> dict[str, MediaSlot]:
    """The annotated fields of `schema`, by field name."""
    return {
        name: mark
        for name, field in schema.model_fields.items()
        for mark in field.metadata
        if isinstance(mark, MediaSlot)
    }


def slot_inputs(model: BaseModel) -> tuple[SlotInput, ...]:
    """All media inputs of a request in field order, those of nested models included.

    Raises TypeError for a media input in a field without MediaSlot, because it would be ignored.
    """
    positions: dict[str, int] = {}
    found = []
    for mark, pointer, value in _walk(model, ""):
        position = positions.get(mark.name, 0)
        positions[mark.name] = position + 1
        found.append(SlotInput(mark.name, position, pointer, value))
    return tuple(found)


def _walk(model: BaseModel, path: str) -> Iterator[tuple[MediaSlot, str, MediaInput]]:
    marks = media_slots(type(model))
    for name in type(model).model_fields:
        for pointer, value in _members(getattr(model, name), f"{path}/{name}"):
            if not isinstance(value, MediaInput):
                yield from _walk(value, pointer)
            elif name in marks:
                yield marks[name], pointer, value
            else:
                raise TypeError(f"{type(model).__name__}.{name} has no MediaSlot")


def _members(value: Any, pointer: str) -> Iterator[tuple[str, BaseModel]]:
    """The models in a field: its value, or the members of a list or tuple."""
    if isinstance(value, BaseModel):
        yield pointer, value
    elif isinstance(value, list | tuple):
        for index, member in enumerate(value):
            yield from _members(member, f"{pointer}/{index}")
