"""Images become media resources once per organization, and attachments as often as used."""

from collections.abc import Callable
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from shared.aws import keys
from shared.aws.table import Query
from shared.core.events import Event
from shared.core.ids import new_id
from shared.media.models import MediaResource, MediaState
from shared.wiring.process import get_platform
from tests.integration.route_cases import Org
from tests.scenes.images import picture
from tests.scenes.lost_objects import lose
from tests.scenes.media_scene import (
    announce,
    attachments,
    create_product,
    objects,
    resources,
    set_state,
    stored_product,
    upload,
)

Events = Callable[[Org], list[Event]]


def the_resource(org: Org) -> MediaResource:
    (resource,) = resources(org)
    return resource


def test_upload_becomes_media_resource(client: TestClient, acme: Org) -> None:
    body = picture()
    product = stored_product(client, acme, upload(client, acme, body))
    resource = the_resource(acme)
    assert resource.key == f"media/{resource.id}/file.jpg"
    assert (resource.state, resource.refcount, resource.origin) == ("active", 1, "upload")
    assert get_platform().base.bucket.read(resource.key) == body
    assert product["images"] == [
        {
            "id": str(resource.id),
            "url": f"https://cdn.test/media/{resource.id}/file.jpg",
            "mime": "image/jpeg",
            "width": 60,
            "height": 40,
            "bytes": len(body),
            "created_at": product["images"][0]["created_at"],
            "role": None,
        }
    ]
    assert product["primary_image_url"] == product["images"][0]["url"]


def test_attachment_names_its_place(client: TestClient, acme: Org) -> None:
    file_id = upload(client, acme)
    images = [{"upload_id": file_id, "role": "front"}]
    product = stored_product(client, acme, images=images)
    (attachment,) = attachments(acme, the_resource(acme).id)
    wanted = ("entity_type", "entity_id", "slot", "position", "role")
    assert [attachment[name] for name in wanted] == ["product", product["id"], "images", 0, "front"]
    of_entity = keys.collection(acme.organization_id, keys.Noun.ATTACHMENT, UUID(product["id"]))
    assert list(get_platform().base.platform_table.every(Query(of_entity, index=keys.GSI1))) == [
        attachment
    ]


def test_equal_bytes_are_kept_once(client: TestClient, acme: Org, events: Events) -> None:
    first, second = upload(client, acme), upload(client, acme)
    one, two = stored_product(client, acme, first), stored_product(client, acme, second)
    assert one["images"][0]["url"] == two["images"][0]["url"]
    resource = the_resource(acme)
    assert resource.refcount == len(attachments(acme, resource.id)) == 2
    assert objects("media/") == [resource.key]
    (event,) = [e for e in events(acme) if e.type == "media.deduplicated"]
    assert event.data == {"media_id": str(resource.id), "file_id": second}


def test_equal_bytes_in_one_request(client: TestClient, acme: Org, events: Events) -> None:
    first, second = upload(client, acme), upload(client, acme)
    product = stored_product(client, acme, first, second)
    assert len(product["images"]) == 2
    resource = the_resource(acme)
    assert resource.refcount == len(attachments(acme, resource.id)) == 2
    duplicates = [e.data["file_id"] for e in events(acme) if e.type == "media.deduplicated"]
    assert duplicates == [second]


def test_media_and_its_upload_together(client: TestClient, acme: Org) -> None:
    file_id = upload(client, acme)
    media_id = stored_product(client, acme, file_id)["images"][0]["id"]
    images = [{"media_id": media_id}, {"upload_id": file_id}]
    product = stored_product(client, acme, images=images)
    assert [image["id"] for image in product["images"]] == [media_id, media_id]
    assert the_resource(acme).refcount == 3


def test_organizations_share_nothing(client: TestClient, acme: Org, rival: Org) -> None:
    stored_product(client, acme, upload(client, acme))
    stored_product(client, rival, upload(client, rival))
    assert the_resource(acme).id != the_resource(rival).id
    assert the_resource(acme).refcount == the_resource(rival).refcount == 1


def test_many_images_keep_their_order(client: TestClient, acme: Org) -> None:
    files = [upload(client, acme, picture(seed), f"{seed}.jpg") for seed in range(1, 21)]
    product = stored_product(client, acme, *files)
    held = {r.id: r.sha256 for r in resources(acme)}
    uploaded = [client.get(f"/api/v1/uploads/{f}", headers=acme.headers).json() for f in files]
    assert [held[UUID(i["id"])] for i in product["images"]] == [u["sha256"] for u in uploaded]


def test_orphaned_twin_is_restored(client: TestClient, acme: Org) -> None:
    """Immich 25027: a re-upload of what lies in the bin must not stay invisible."""
    media_id = stored_product(client, acme, upload(client, acme))["images"][0]["id"]
    set_state(the_resource(acme), MediaState.ORPHANED)
    again = stored_product(client, acme, upload(client, acme))
    assert again["images"][0]["id"] == media_id
    assert (the_resource(acme).state, the_resource(acme).refcount) == ("active", 1)


@pytest.mark.parametrize("state", [MediaState.DELETING, MediaState.DELETED, MediaState.DEAD_LETTER])
def test_deleted_twin_is_succeeded(client: TestClient, acme: Org, state: MediaState) -> None:
    """The new bytes get an id and a key of their own, which a late deletion does not meet."""
    stored_product(client, acme, upload(client, acme))
    dead = the_resource(acme)
    set_state(dead, state)
    lose(dead.key)
    for count in (1, 2):
        stored_product(client, acme, upload(client, acme))
        (alive,) = [r for r in resources(acme) if r.id != dead.id]
        assert (alive.refcount, alive.state) == (count, "active")
        assert objects("media/") == [alive.key]


def test_pending_upload_must_wait(client: TestClient, acme: Org) -> None:
    answer = create_product(client, acme, announce(client, acme)["file_id"])
    assert answer.status_code == 409
    assert answer.json()["code"] == "upload_not_ready"
    assert answer.json()["errors"][0]["pointer"] == "/images/0/upload_id"


def test_rejected_upload_says_why(client: TestClient, acme: Org) -> None:
    good, bad = upload(client, acme), upload(client, acme, b"text", "notes.jpg")
    answer = create_product(client, acme, good, bad)
    assert answer.status_code == 422
    body = answer.json()
    assert body["code"] == "upload_rejected"
    assert body["reason"]["code"] == "not_an_image"
    assert body["detail"].startswith("notes.jpg cannot be used: ")
    assert body["errors"][0]["pointer"] == "/images/1/upload_id"
    assert objects("media/") == []


def test_unknown_upload_is_named(client: TestClient, acme: Org, rival: Org) -> None:
    for file_id in (str(new_id()), upload(client, rival)):
        answer = create_product(client, acme, file_id)
        assert answer.status_code == 404
        assert answer.json()["code"] == "upload_not_found"


def test_unknown_media_is_named(client: TestClient, acme: Org, rival: Org) -> None:
    foreign = stored_product(client, rival, upload(client, rival))["images"][0]["id"]
    for media_id in (str(new_id()), foreign):
        answer = create_product(client, acme, images=[{"media_id": media_id}])
        assert answer.status_code == 404
        assert answer.json()["code"] == "media_not_found"
        assert answer.json()["errors"][0]["pointer"] == "/images/0/media_id"


def test_expired_upload_is_sent_again(client: TestClient, acme: Org) -> None:
    file_id = upload(client, acme)
    for key in objects("temp/"):
        lose(key)
    answer = create_product(client, acme, file_id)
    assert answer.status_code == 409
    assert answer.json()["code"] == "upload_expired"
    assert resources(acme) == []


def test_file_redirects_to_cdn(client: TestClient, acme: Org) -> None:
    image = stored_product(client, acme, upload(client, acme))["images"][0]
    answer = client.get(
        f"/api/v1/files/{image['id']}", headers=acme.headers, follow_redirects=False
    )
    assert answer.status_code == 302
    assert answer.headers["location"] == image["url"]
    assert answer.headers["cache-control"] == "private, max-age=300"
    assert answer.content == b""


def test_foreign_file_is_unknown(client: TestClient, acme: Org, rival: Org) -> None:
    image = stored_product(client, acme, upload(client, acme))["images"][0]
    answer = client.get(f"/api/v1/files/{image['id']}", headers=rival.headers)
    assert answer.status_code == 404
    assert answer.json()["code"] == "media_not_found"


def test_deleted_file_is_unknown(client: TestClient, acme: Org) -> None:
    image = stored_product(client, acme, upload(client, acme))["images"][0]
    set_state(the_resource(acme), MediaState.DELETED)
    answer = client.get(f"/api/v1/files/{image['id']}", headers=acme.headers)
    assert answer.status_code == 404
