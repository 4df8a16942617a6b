"""Uploads and files."""

from uuid import UUID

from fastapi.testclient import TestClient

from shared.media.attaching import Use
from shared.media.deposits import Deposit
from shared.media.models import Origin
from shared.media.service import MediaResourceService
from shared.wiring.process import get_platform
from tests.integration.route_cases import Org, RequestArgs, RouteCase

_ANNOUNCEMENT = {"filename": "front.jpg", "content_type": "image/jpeg"}


def presign(client: TestClient, org: Org) -> RequestArgs:
    return RequestArgs(json=_ANNOUNCEMENT)


def announced(client: TestClient, org: Org) -> RequestArgs:
    answer = client.post("/api/v1/uploads/presign", json=_ANNOUNCEMENT, headers=org.headers)
    return RequestArgs(path_params={"file_id": answer.json()["file_id"]})


def stored(client: TestClient, org: Org) -> RequestArgs:
    return RequestArgs(path_params={"media_id": store_image(org)})


def store_image(org: Org) -> UUID:
    """A media resource that the organization has already."""
    media: MediaResourceService = get_platform().media.resources
    key = f"compute/generations/{org.organization_id}/result_0.webp"
    get_platform().base.bucket.write(key, b"pixels", content_type="image/webp")
    deposit = Deposit(
        key=key,
        sha256=org.organization_id.hex * 2,
        mime="image/webp",
        width=60,
        height=40,
        bytes=6,
        origin=Origin.GENERATION,
    )
    use = Use(deposit, "organization", org.organization_id, "sample")
    adopted = media.adopt_all(org.organization_id, [use])
    get_platform().base.platform_table.transact(
        adopted.writes
    )  # none when this case asks a second time
    return adopted.placed[0].resource.id


CASES = [
    RouteCase("POST", "/api/v1/uploads/presign", presign, 201),
    RouteCase("GET", "/api/v1/uploads/{file_id}", announced, 200),
    RouteCase("GET", "/api/v1/files/{media_id}", stored, 302),
]
