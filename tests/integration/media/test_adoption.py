"""Objects that Compute left become media resources of the generation's transaction."""

import hashlib
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from functions.api import deps
from shared.core.errors import Conflict
from shared.core.ids import derived_id, new_id
from shared.media.attaching import Use
from shared.media.deposits import Deposit
from shared.media.models import Origin
from shared.media.races import MediaMoved
from shared.media.service import Adopted
from tests.integration.media.media_scene import (
    attachments,
    objects,
    resources,
    stored_product,
    upload,
)
from tests.integration.route_cases import Org
from tests.unit.media.pictures import picture

PREDICTION = derived_id("prediction", 1)


def leave(body: bytes, index: int = 0) -> Deposit:
    """An object as the last node of a graph leaves it."""
    key = f"compute/generations/task/result_{index}.webp"
    deps.get_bucket().write(key, body, content_type="image/webp")
    return Deposit(
        key=key,
        sha256=hashlib.sha256(body).hexdigest(),
        mime="image/webp",
        width=60,
        height=40,
        bytes=len(body),
        origin=Origin.GENERATION,
    )


def adopt(org: Org, left: Deposit, prediction_id: UUID = PREDICTION) -> Adopted:
    return deps.get_media_service().adopt(
        org.organization_id,
        **left.model_dump(exclude={"file_id"}),
        entity_type="prediction",
        entity_id=prediction_id,
        slot="image",
    )


def test_adopted_object_is_media(acme: Org, client: TestClient) -> None:
    body = picture(suffix=".webp")
    adopted = adopt(acme, leave(body))
    deps.get_table().transact(adopted.writes)
    (resource,) = resources(acme)
    assert (adopted.media_id, adopted.key) == (resource.id, resource.key)
    assert resource.key == f"media/{resource.id}/file.webp"
    assert (resource.origin, resource.refcount) == ("generation", 1)
    assert deps.get_bucket().read(resource.key) == body
    (public,) = deps.get_media_service().public(acme.organization_id, [adopted.media_id])
    assert public.url == f"https://cdn.test/{resource.key}"


def test_second_adoption_writes_nothing(acme: Org, client: TestClient) -> None:
    left = leave(picture(suffix=".webp"))
    first = adopt(acme, left)
    deps.get_table().transact(first.writes)
    second = adopt(acme, left)
    assert second.writes == ()
    assert (second.media_id, second.key) == (first.media_id, first.key)


def test_interrupted_adoption_is_repeated(acme: Org, client: TestClient) -> None:
    """Died between copy and commit: the same ids, and one object."""
    left = leave(picture(suffix=".webp"))
    lost, again = adopt(acme, left), adopt(acme, left)
    assert lost.media_id == again.media_id
    deps.get_table().transact(again.writes)
    assert objects("media/") == [again.key]


def test_double_commit_counts_once(acme: Org, client: TestClient) -> None:
    left = leave(picture(suffix=".webp"))
    one, two = adopt(acme, left), adopt(acme, left)
    deps.get_table().transact(one.writes)
    with pytest.raises(MediaMoved):
        deps.get_table().transact(two.writes)
    assert resources(acme)[0].refcount == 1


def test_equal_results_share_resource(acme: Org, client: TestClient) -> None:
    body = picture(suffix=".webp")
    uses = [Use(leave(body, n), "prediction", derived_id("prediction", n), "image") for n in (1, 2)]
    attached = deps.get_media_service().adopt_all(acme.organization_id, uses)
    deps.get_table().transact(attached.writes)
    (resource,) = resources(acme)
    assert attached.media_ids("image") == (resource.id, resource.id)
    assert resource.refcount == len(attachments(acme, resource.id)) == 2


def test_result_equal_to_upload(acme: Org, client: TestClient) -> None:
    body = picture(suffix=".webp")
    product = stored_product(client, acme, upload(client, acme, body))
    adopted = adopt(acme, leave(body))
    deps.get_table().transact(adopted.writes)
    assert str(adopted.media_id) == product["images"][0]["id"]
    assert resources(acme)[0].refcount == 2


def test_vanished_object_is_reported(acme: Org, client: TestClient) -> None:
    left = leave(picture(suffix=".webp"))
    deps.get_bucket().delete(left.key)
    with pytest.raises(Conflict, match="object_expired"):
        adopt(acme, left, new_id())
