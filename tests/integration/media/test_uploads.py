"""An upload from its announcement to its verdict."""

import base64
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from shared.aws import keys
from shared.core.events import Event
from shared.media.models import Upload
from shared.media.repository import UploadRepository
from shared.media.upload_inspection import UploadInspector
from shared.wiring.process import get_platform
from tests.integration.route_cases import Org
from tests.scenes.images import picture, png_header, turned_picture
from tests.scenes.media_scene import announce, objects, report, send, state_of, upload

Events = Callable[[Org], list[Event]]


def test_form_admits_one_file(client: TestClient, acme: Org) -> None:
    form = announce(client, acme, "Été à Paris.jpg")
    assert form["method"] == "POST"
    assert form["max_bytes"] == 50_000_000
    assert form["key"].startswith(f"temp/{form['file_id']}_")
    assert form["key"].endswith("_Ete_a_Paris.jpg")
    policy = json.loads(base64.b64decode(form["fields"]["policy"]))
    assert ["content-length-range", 1, 50_000_000] in policy["conditions"]
    assert {"Content-Type": "image/jpeg"} in policy["conditions"]
    assert {"key": form["key"]} in policy["conditions"]
    until = datetime.fromisoformat(form["expires_at"])
    assert abs((datetime.fromisoformat(policy["expiration"]) - until).total_seconds()) < 5


def test_announced_upload_is_pending(client: TestClient, acme: Org) -> None:
    form = announce(client, acme)
    found = state_of(client, acme, form["file_id"])
    assert found["status"] == "pending"
    assert found["filename"] == "front.jpg"
    assert found["reason"] is None
    assert found["sha256"] is None


def test_pending_upload_expires(client: TestClient, acme: Org) -> None:
    form = announce(client, acme)
    file_id = UUID(form["file_id"])
    table = get_platform().base.platform_table
    item = table.get(keys.entity(acme.organization_id, keys.Noun.UPLOAD, file_id))
    owner = table.get(keys.upload_owner(file_id))
    assert item is not None
    assert owner is not None
    created = datetime.fromisoformat(item["created_at"]).timestamp()
    assert item["expires_at"] == owner["expires_at"] == int(created) + 24 * 3600


def test_announced_size_is_limited(client: TestClient, acme: Org) -> None:
    body = {"filename": "a.jpg", "content_type": "image/jpeg", "bytes": 60_000_000}
    answer = client.post("/api/v1/uploads/presign", json=body, headers=acme.headers)
    assert answer.status_code == 413
    assert answer.json()["code"] == "file_too_large"
    assert "60.0 MB" in answer.json()["detail"]


def test_announced_empty_file_is_refused(client: TestClient, acme: Org) -> None:
    body = {"filename": "a.jpg", "content_type": "image/jpeg", "bytes": 0}
    answer = client.post("/api/v1/uploads/presign", json=body, headers=acme.headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "empty_file")
    assert answer.json()["detail"] == "The file is empty; choose it again."


def test_good_file_is_validated(client: TestClient, acme: Org, events: Events) -> None:
    body = picture()
    found = state_of(client, acme, upload(client, acme, body))
    assert found["status"] == "validated"
    assert (found["mime"], found["width"], found["height"]) == ("image/jpeg", 60, 40)
    assert found["bytes"] == len(body)
    (event,) = events(acme)
    assert event.type == "upload.validated"
    wanted = ("file_id", "sha256", "mime", "width", "height", "bytes")
    assert event.data == {name: found[name] for name in wanted}


def test_real_type_is_recorded(client: TestClient, acme: Org) -> None:
    file_id = upload(client, acme, picture(suffix=".png"), "front.jpg")
    assert state_of(client, acme, file_id)["mime"] == "image/png"


def test_turned_photo_is_upright(client: TestClient, acme: Org) -> None:
    found = state_of(client, acme, upload(client, acme, turned_picture(6)))
    assert (found["width"], found["height"]) == (40, 60)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"only text", "not_an_image"),
        (b"", "empty_file"),
        (b"GIF89a" + bytes(50), "unsupported_format"),
        (picture()[:-100], "truncated_image"),
        (png_header(786_464, 32), "image_too_large"),
        (bytes(50_000_001), "file_too_large"),
    ],
    ids=["text", "empty", "gif", "truncated", "bomb", "oversized"],
)
def test_bad_file_is_rejected(
    client: TestClient, acme: Org, events: Events, body: bytes, code: str
) -> None:
    file_id = upload(client, acme, body)
    found = state_of(client, acme, file_id)
    assert found["status"] == "rejected"
    assert found["reason"]["code"] == code
    assert found["sha256"] is None
    (event,) = events(acme)
    assert event.type == "upload.rejected"
    assert event.data == {"file_id": file_id, **found["reason"]}


def test_removed_file_is_rejected(client: TestClient, acme: Org) -> None:
    form = announce(client, acme)
    assert report(form["key"]) == {"batchItemFailures": []}
    assert state_of(client, acme, form["file_id"])["reason"]["code"] == "file_missing"


@pytest.mark.parametrize(("body", "status"), [(picture(), "validated"), (b"text", "rejected")])
def test_late_report_changes_nothing(
    client: TestClient, acme: Org, events: Events, body: bytes, status: str
) -> None:
    form = announce(client, acme)
    send(form, body)
    before, written = state_of(client, acme, form["file_id"]), events(acme)
    assert before["status"] == status
    send(form, picture(seed=2))
    send(form, b"other text")
    assert state_of(client, acme, form["file_id"]) == before
    assert events(acme) == written


class Doubled(UploadRepository):
    """Another delivery of the same report is settled between this one's reading and writing."""

    def of_file(self, file_id: UUID) -> Upload | None:
        found = super().of_file(file_id)
        if found:
            UploadInspector(UploadRepository(self.table), get_platform().base.bucket).inspect(
                found.key
            )
        return found


def test_simultaneous_reports_settle_once(client: TestClient, acme: Org, events: Events) -> None:
    form = announce(client, acme)
    get_platform().base.bucket.write(form["key"], picture(), content_type="image/jpeg")
    UploadInspector(
        Doubled(get_platform().base.platform_table), get_platform().base.bucket
    ).inspect(form["key"])
    assert state_of(client, acme, form["file_id"])["status"] == "validated"
    assert [event.type for event in events(acme)] == ["upload.validated"]


@pytest.mark.parametrize(
    "key", ["media/x/file.jpg", "temp/pinned/x", f"temp/{UUID(int=7)}_1714564800_a.jpg"]
)
def test_foreign_objects_are_ignored(aws: None, key: str) -> None:
    assert report(key) == {"batchItemFailures": []}


def test_renamed_key_is_ignored(client: TestClient, acme: Org) -> None:
    form = announce(client, acme)
    other = form["key"] + ".png"
    get_platform().base.bucket.write(other, picture(), content_type="image/jpeg")
    report(other)
    assert state_of(client, acme, form["file_id"])["status"] == "pending"


def test_unreadable_record_fails_alone(client: TestClient, acme: Org) -> None:
    from functions.media import inspect_upload

    records: list[dict[str, Any]] = [{"messageId": "1", "body": "no JSON"}]
    answer = inspect_upload.handler({"Records": records}, None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "1"}]}


def test_inspected_bytes_cannot_be_swapped(client: TestClient, acme: Org) -> None:
    """The form stays good for minutes; what it puts later is not what was inspected."""
    form, body = announce(client, acme), picture()
    send(form, body)
    get_platform().base.bucket.write(form["key"], b"#!/bin/sh", content_type="image/jpeg")
    images = [{"upload_id": form["file_id"]}]
    product = {"name": "Dress", "images": images}
    answer = client.post("/api/v1/products", json=product, headers=acme.headers)
    assert answer.status_code == 201, answer.text
    (stored,) = objects("media/")
    assert get_platform().base.bucket.read(stored) == body


def test_foreign_upload_is_unknown(client: TestClient, acme: Org, rival: Org) -> None:
    file_id = upload(client, acme)
    answer = client.get(f"/api/v1/uploads/{file_id}", headers=rival.headers)
    assert answer.status_code == 404
    assert answer.json()["code"] == "upload_not_found"
