"""Uploads as clients make them: announced by HTTP, sent to S3, reported to the inspection."""

import json
from typing import Any
from uuid import UUID

from fastapi.testclient import TestClient

from functions.media import inspect_upload
from shared.aws import keys
from shared.aws.attributes import Item
from shared.aws.keys import Noun
from shared.aws.table import Query
from shared.aws.writes import Update
from shared.media.models import MediaResource, MediaState
from shared.media.repository import MediaRepository
from shared.wiring.process import get_platform
from tests.integration.route_cases import Org
from tests.scenes.images import picture

JPEG = "image/jpeg"


def announce(
    client: TestClient, org: Org, filename: str = "front.jpg", content_type: str = JPEG
) -> dict[str, Any]:
    body = {"filename": filename, "content_type": content_type}
    answer = client.post("/api/v1/uploads/presign", json=body, headers=org.headers)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def report(key: str) -> dict[str, Any]:
    """S3's event as EventBridge puts it into the queue; the answer tells failed records."""
    detail = {"bucket": {"name": "media-test"}, "object": {"key": key}, "reason": "PostObject"}
    event = {"source": "aws.s3", "detail-type": "Object Created", "detail": detail}
    record = {"messageId": "1", "body": json.dumps(event)}
    return inspect_upload.handler({"Records": [record]}, None)


def send(form: dict[str, Any], body: bytes) -> None:
    """Put the file where the form would, and let it be inspected."""
    get_platform().base.bucket.write(form["key"], body, content_type=JPEG)
    assert report(form["key"]) == {"batchItemFailures": []}


def upload(
    client: TestClient, org: Org, body: bytes | None = None, filename: str = "front.jpg"
) -> str:
    """The file id of an upload that has been inspected."""
    form = announce(client, org, filename)
    send(form, picture() if body is None else body)
    return str(form["file_id"])


def state_of(client: TestClient, org: Org, file_id: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1/uploads/{file_id}", headers=org.headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def create_product(client: TestClient, org: Org, *uploads: str, **fields: Any) -> Any:
    """The answer of POST /products with these uploads as its images."""
    images = [{"upload_id": file_id} for file_id in uploads]
    body = {"name": "Linen dress", "images": images, **fields}
    return client.post("/api/v1/products", json=body, headers=org.headers)


def stored_product(client: TestClient, org: Org, *uploads: str, **fields: Any) -> dict[str, Any]:
    answer = create_product(client, org, *uploads, **fields)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def resources(org: Org) -> list[MediaResource]:
    """All media resources of the organization."""
    media = MediaRepository(get_platform().base.platform_table)
    return media.list(org.organization_id, limit=200, cursor=None).items


def attachments(org: Org, media_id: UUID) -> list[Item]:
    owner = keys.collection(org.organization_id, Noun.MEDIA, media_id)
    return list(
        get_platform().base.platform_table.every(Query(owner, keys.member_prefix(Noun.ATTACHMENT)))
    )


def objects(prefix: str) -> list[str]:
    """The keys in the bucket."""
    bucket = get_platform().base.bucket
    listed = bucket._client.list_objects_v2(Bucket=bucket.name, Prefix=prefix)
    return [found["Key"] for found in listed.get("Contents", [])]


def set_state(resource: MediaResource, state: MediaState, refcount: int = 0) -> None:
    """As the cleanup would leave it."""
    media = MediaRepository(get_platform().base.platform_table)
    media.commit(Update(media.key(resource), set={"state": str(state), "refcount": refcount}))
