from typing import Annotated
from uuid import UUID

import pytest

from shared.core.model import Model
from shared.media.introspection import media_slots, slot_inputs
from shared.media.schemas import MediaInput, MediaSlot

ONE, TWO, THREE = (UUID(int=n) for n in (1, 2, 3))


class Posed(MediaInput):
    pose: str


class Look(Model):
    name: str = ""
    cover: Annotated[MediaInput | None, MediaSlot("cover")] = None
    images: Annotated[tuple[Posed, ...], MediaSlot("images", many=True)] = ()


class Book(Model):
    looks: tuple[Look, ...] = ()


class Unmarked(Model):
    cover: MediaInput


def test_marked_fields_are_found() -> None:
    assert media_slots(Look) == {
        "cover": MediaSlot("cover"),
        "images": MediaSlot("images", many=True),
    }


def test_inputs_keep_their_order() -> None:
    look = Look(
        cover=MediaInput(media_id=ONE),
        images=(Posed(upload_id=TWO, pose="a"), Posed(media_id=THREE, pose="b")),
    )
    assert [(i.slot, i.position, i.pointer) for i in slot_inputs(look)] == [
        ("cover", 0, "/cover"),
        ("images", 0, "/images/0"),
        ("images", 1, "/images/1"),
    ]


def test_nested_models_share_slots() -> None:
    look = Look(images=(Posed(media_id=ONE, pose="a"),))
    found = slot_inputs(Book(looks=(look, look)))
    assert [(i.position, i.pointer) for i in found] == [
        (0, "/looks/0/images/0"),
        (1, "/looks/1/images/0"),
    ]


def test_absent_media_gives_nothing() -> None:
    assert slot_inputs(Look()) == ()


def test_unmarked_media_is_refused() -> None:
    with pytest.raises(TypeError, match=r"Unmarked\.cover"):
        slot_inputs(Unmarked(cover=MediaInput(media_id=ONE)))
