"""Objects that Compute left become media resources of the generation's transaction."""

import hashlib
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from shared.core.errors import Conflict
from shared.core.ids import derived_id, new_id
from shared.media.attaching import Attached, Use
from shared.media.deposits import Deposit
from shared.media.models import MediaResource, Origin
from shared.media.races import MediaMoved
from shared.wiring.process import get_platform
from tests.integration.route_cases import Org
from tests.scenes.images import picture
from tests.scenes.lost_objects import lose
from tests.scenes.media_scene import (
    attachments,
    objects,
    resources,
    stored_product,
    upload,
)

PREDICTION = derived_id("prediction", 1)


def leave(body: bytes, index: int = 0) -> Deposit:
    """An object as the last node of a graph leaves it."""
    key = f"compute/generations/task/result_{index}.webp"
    get_platform().base.bucket.write(key, body, content_type="image/webp")
    return Deposit(
        key=key,
        sha256=hashlib.sha256(body).hexdigest(),
        mime="image/webp",
        width=60,
        height=40,
        bytes=len(body),
        origin=Origin.GENERATION,
    )


def adopt(org: Org, left: Deposit, prediction_id: UUID = PREDICTION) -> Attached:
    use = Use(left, "prediction", prediction_id, "image")
    return get_platform().media.resources.adopt_all(org.organization_id, [use])


def adopted_by(attached: Attached) -> MediaResource:
    (placed,) = attached.placed
    return placed.resource


def test_adopted_object_is_media(acme: Org, client: TestClient) -> None:
    body = picture(suffix=".webp")
    adopted = adopt(acme, leave(body))
    get_platform().base.platform_table.transact(adopted.writes)
    (resource,) = resources(acme)
    assert (adopted_by(adopted).id, adopted_by(adopted).key) == (resource.id, resource.key)
    assert resource.key == f"media/{resource.id}/file.webp"
    assert (resource.origin, resource.refcount) == ("generation", 1)
    assert get_platform().base.bucket.read(resource.key) == body
    (public,) = get_platform().media.resources.public(acme.organization_id, [resource.id])
    assert public.url == f"https://cdn.test/{resource.key}"


def test_second_adoption_writes_nothing(acme: Org, client: TestClient) -> None:
    left = leave(picture(suffix=".webp"))
    first = adopt(acme, left)
    get_platform().base.platform_table.transact(first.writes)
    second = adopt(acme, left)
    assert second.writes == ()
    assert (adopted_by(second).id, adopted_by(second).key) == (
        adopted_by(first).id,
        adopted_by(first).key,
    )


def test_interrupted_adoption_is_repeated(acme: Org, client: TestClient) -> None:
    """Died between copy and commit: the same ids, and one object."""
    left = leave(picture(suffix=".webp"))
    lost, again = adopt(acme, left), adopt(acme, left)
    assert adopted_by(lost).id == adopted_by(again).id
    get_platform().base.platform_table.transact(again.writes)
    assert objects("media/") == [adopted_by(again).key]


def test_double_commit_counts_once(acme: Org, client: TestClient) -> None:
    left = leave(picture(suffix=".webp"))
    one, two = adopt(acme, left), adopt(acme, left)
    get_platform().base.platform_table.transact(one.writes)
    with pytest.raises(MediaMoved):
        get_platform().base.platform_table.transact(two.writes)
    assert resources(acme)[0].refcount == 1


def test_equal_results_share_resource(acme: Org, client: TestClient) -> None:
    body = picture(suffix=".webp")
    uses = [Use(leave(body, n), "prediction", derived_id("prediction", n), "image") for n in (1, 2)]
    attached = get_platform().media.resources.adopt_all(acme.organization_id, uses)
    get_platform().base.platform_table.transact(attached.writes)
    (resource,) = resources(acme)
    assert attached.media_ids("image") == (resource.id, resource.id)
    assert resource.refcount == len(attachments(acme, resource.id)) == 2


def test_result_equal_to_upload(acme: Org, client: TestClient) -> None:
    body = picture(suffix=".webp")
    product = stored_product(client, acme, upload(client, acme, body))
    adopted = adopt(acme, leave(body))
    get_platform().base.platform_table.transact(adopted.writes)
    assert str(adopted_by(adopted).id) == product["images"][0]["id"]
    assert resources(acme)[0].refcount == 2


def test_vanished_object_is_reported(acme: Org, client: TestClient) -> None:
    left = leave(picture(suffix=".webp"))
    lose(left.key)
    with pytest.raises(Conflict, match="object_expired"):
        adopt(acme, left, new_id())
