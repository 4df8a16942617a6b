"""Selection of the reference images of a subject."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

import pytest

from shared.core.ids import derived_id
from shared.core.set_vocabulary import Category
from shared.generation.scene import SceneFinder
from shared.library.models import BaseImage, Subject
from shared.library.vocabulary import Angle
from shared.media.models import MediaResource
from shared.shooting.models import ShootingLook
from tests.scenes.generation_parts import (
    make_product,
    make_shot_type,
    make_subject,
    stored,
)

_ACME = derived_id("acme")


class _Services:
    """Services of a scene; files of media whose name begins with "lost" do not exist."""

    def __init__(self, subject: Subject | None, category: Category) -> None:
        self._subject = subject
        self._product = make_product(image_media_ids=(media("product"),))
        self._shot_type = make_shot_type(category=category)

    def get_entity(self, owner: UUID, id: UUID) -> Any:
        fields = {name: value for name, value in stored("look").items() if name != "name"}
        return ShootingLook(
            **fields,
            shooting_id=derived_id("shooting"),
            main_product_id=self._product.id,
            subject_id=self._subject.id if self._subject else None,
            shot_type_ids=(),
        )

    def get_shot_type(self, owner: UUID, id: UUID) -> Any:
        return self._shot_type

    def get_subject(self, owner: UUID, id: UUID) -> Any:
        return self._subject

    def find_entities(self, owner: UUID, ids: list[UUID]) -> Any:
        return {self._product.id: self._product}

    def resources(self, owner: UUID, ids: list[UUID]) -> Mapping[UUID, MediaResource]:
        assert owner == _ACME
        lost = {media("lost")}
        return {id: _resource(id) for id in ids if id not in lost}


def media(name: str) -> UUID:
    return derived_id("media", name)


def _resource(id: UUID) -> MediaResource:
    return MediaResource.model_validate(
        {
            **stored("x"), "id": id, "sha256": "ab", "mime": "image/jpeg", "width": 1,
            "height": 1, "bytes": 1, "key": f"media/{id}/file.jpg", "origin": "upload",
        }
    )  # fmt: skip


def find(subject: Subject | None, category: Category = Category.ON_MODEL) -> tuple[str, ...]:
    services = cast(Any, _Services(subject, category))
    scene = SceneFinder(services, services, services, services, services).find(
        _ACME, derived_id("look"), derived_id("shot type")
    )
    assert scene.source_key == f"media/{media('product')}/file.jpg"
    return scene.reference_keys


def faces(*names: str) -> Subject:
    """Base images; those named "front..." are front views."""
    images = tuple(
        BaseImage(
            media_id=media(name), angle=Angle.FRONT if name.startswith("front") else Angle.BACK
        )
        for name in names
    )
    return make_subject(base_images=images)


@pytest.mark.parametrize(
    ("views", "sent"),
    [
        ((), ()),
        (("back", "front"), ("front", "back")),
        (("back1", "front1", "back2", "front2"), ("front1", "front2", "back1")),
        (("lost", "back"), ("back",)),
    ],
)
def test_three_readable_views_front_first(views: tuple[str, ...], sent: tuple[str, ...]) -> None:
    assert find(faces(*views)) == tuple(f"media/{media(name)}/file.jpg" for name in sent)


def test_look_without_subject_has_no_references() -> None:
    assert find(None) == ()


def test_video_shot_types_are_scenes_too() -> None:
    assert find(faces("front"), Category.VIDEO) == (f"media/{media('front')}/file.jpg",)
