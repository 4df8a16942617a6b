"""The four steps of the machine, in order, twice, and interrupted."""

import io
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from shared.aws.bucket import Bucket
from shared.aws.clients import client as aws_client
from shared.aws.table import Table
from shared.core.clock import utc_now
from shared.core.errors import NotFound
from shared.core.events import Event
from shared.delivery.archive import EntryMismatch
from shared.delivery.reader import ExportReader
from shared.delivery.repository import ExportRepository
from tests.integration.route_cases import Org
from tests.scenes.delivery_scene import (
    SIZE,
    Delivery,
    approve,
    archive_of,
    assemble,
    carry_out,
    finish,
    machine_input,
    make_delivery,
    ordered,
    prepare,
    render,
    shown,
    source_key,
)
from tests.scenes.lost_objects import lose

Events = Callable[[Org], list[Event]]


@pytest.fixture
def delivery(client: TestClient, acme: Org) -> Delivery:
    return make_delivery(client, acme)


def export_events(events: list[Event]) -> list[Event]:
    return [event for event in events if event.type.startswith("export.")]


def unzipped(export_id: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive_of(export_id))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_approved_shots_end_in_one_zip(client: TestClient, acme: Org, delivery: Delivery) -> None:
    export_id = ordered(client, acme, delivery.body)
    assert carry_out(export_id) == {"status": "COMPLETED"}
    files = unzipped(export_id)
    assert list(files) == ["ABC123_full_body_001.png", "ABC123_packshot_002.png"]
    assert {Image.open(io.BytesIO(data)).size for data in files.values()} == {SIZE}


def test_status_is_as_documented(client: TestClient, acme: Org, delivery: Delivery) -> None:
    export_id = ordered(client, acme, delivery.body)
    carry_out(export_id)
    read = shown(client, acme, export_id)
    assert read["status"] == "COMPLETED"
    assert read["progress"] == {"total": 2, "completed": 2, "failed": 0, "percent": 100}
    assert read["completed_at"]
    assert read["errors"] == []
    assert [set(image) for image in read["images"]] == [
        {"shot_id", "status", "download_url", "dam_asset_id"}
    ] * 2
    assert {image["status"] for image in read["images"]} == {"completed"}
    assert f"exports/{export_id}/archive.zip" in read["download_url"]
    assert (
        f"exports/{export_id}/images/ABC123_full_body_001.png"
        in (read["images"][0]["download_url"])
    )


def test_options_reach_the_files(client: TestClient, acme: Org, delivery: Delivery) -> None:
    body = {
        **delivery.body,
        "format": {"file_format": "jpg", "color_profile": "AdobeRGB"},
        "naming": {"pattern": "{shooting}-{subject}-{index}", "start_index": 41},
    }
    export_id = ordered(client, acme, body)
    carry_out(export_id)
    files = unzipped(export_id)
    assert list(files) == ["Summer_2024-Ada-041.jpg", "Summer_2024-Ada-042.jpg"]
    image = Image.open(io.BytesIO(files["Summer_2024-Ada-041.jpg"]))
    assert image.format == "JPEG"
    assert b"Adobe RGB (1998)" in image.info["icc_profile"]
    assert b"compositeSynthetic" in image.info["xmp"]


def test_equal_names_get_a_suffix(client: TestClient, acme: Org, delivery: Delivery) -> None:
    export_id = ordered(client, acme, {**delivery.body, "naming": {"pattern": "{sku}"}})
    carry_out(export_id)
    assert list(unzipped(export_id)) == ["ABC123.png", "ABC123_2.png"]


def test_delivered_shots_are_exported(
    client: TestClient, acme: Org, delivery: Delivery, events: Events
) -> None:
    carry_out(ordered(client, acme, delivery.body), times=2)
    for shot_id in delivery.shot_ids:
        shot = client.get(f"/api/v1/shots/{shot_id}", headers=acme.headers).json()
        assert shot["status"] == "exported"
    told = Counter(event.data["shot_id"] for event in events(acme) if event.type == "shot.exported")
    assert told == Counter(delivery.shot_ids)


def test_events_tell_the_whole_story(
    client: TestClient, acme: Org, delivery: Delivery, events: Events
) -> None:
    export_id = ordered(client, acme, delivery.body)
    carry_out(export_id)
    story = [
        (e.type, e.data["status"], e.data["completed"], e.data["percent"])
        for e in export_events(events(acme))
    ]
    assert story == [
        ("export.started", "PENDING", 0, 0),
        ("export.progress", "PROCESSING", 0, 0),
        ("export.progress", "PROCESSING", 1, 50),
        ("export.progress", "PROCESSING", 2, 100),
        ("export.progress", "UPLOADING", 2, 100),
        ("export.completed", "COMPLETED", 2, 100),
    ]
    assert {e.correlation_id for e in export_events(events(acme))} == {export_id}


def test_every_step_twice_changes_nothing(
    client: TestClient, acme: Org, delivery: Delivery, events: Events
) -> None:
    once, twice = (ordered(client, acme, delivery.body) for _ in range(2))
    carry_out(once)
    carry_out(twice, times=2)
    assert unzipped(twice) == unzipped(once)
    told = Counter((e.data["export_id"], e.type) for e in export_events(events(acme)))
    types = {type for _, type in told}
    assert {type: told[once, type] for type in types} == {t: told[twice, t] for t in types}
    assert shown(client, acme, twice)["progress"] == shown(client, acme, once)["progress"]


def test_video_is_delivered_as_it_is(
    client: TestClient, acme: Org, delivery: Delivery, bucket: Bucket
) -> None:
    """Beside a picture of the same name, and whatever format pictures are to have."""
    film = b"....ftypisom, and then a film"
    approve(acme, delivery.shot_ids[1], film)
    wanted = {"format": {"file_format": "jpg"}, "naming": {"pattern": "{sku}"}}
    export_id = ordered(client, acme, {**delivery.body, **wanted})
    assert carry_out(export_id) == {"status": "COMPLETED"}
    packed = unzipped(export_id)
    assert list(packed) == ["ABC123.jpg", "ABC123.mp4"]
    assert packed["ABC123.mp4"] == film
    head = aws_client("s3").head_object(
        Bucket="media-test", Key=f"exports/{export_id}/images/ABC123.mp4"
    )
    assert head["ContentType"] == "video/mp4"


@pytest.mark.parametrize("damage", ["missing", "corrupt"])
def test_broken_image_makes_export_partial(
    client: TestClient, acme: Org, delivery: Delivery, bucket: Bucket, events: Events, damage: str
) -> None:
    good, broken = delivery.shot_ids
    key = source_key(acme, broken)
    if damage == "missing":
        lose(key)
    else:
        bucket.write(key, bucket.read(key)[:60], content_type="image/webp")
    export_id = ordered(client, acme, delivery.body)
    assert carry_out(export_id) == {"status": "PARTIAL"}
    read = shown(client, acme, export_id)
    assert read["status"] == "PARTIAL"
    assert read["progress"] == {"total": 2, "completed": 1, "failed": 1, "percent": 100}
    assert read["errors"] == [
        {"shot_id": broken, "error": "Image fetch failed", "details": "The source file is missing"}
        if damage == "missing"
        else {
            "shot_id": broken,
            "error": "Image processing failed",
            "details": "Corrupted source file",
        }
    ]
    assert [image["status"] for image in read["images"]] == ["completed", "failed"]
    assert list(unzipped(export_id)) == ["ABC123_full_body_001.png"]
    statuses = [
        client.get(f"/api/v1/shots/{shot_id}", headers=acme.headers).json()["status"]
        for shot_id in (good, broken)
    ]
    assert statuses == ["exported", "approved"]
    ends = [(e.type, e.data["status"]) for e in export_events(events(acme))][-2:]
    assert sorted(ends) == [("export.completed", "PARTIAL"), ("export.partial", "PARTIAL")]


def test_export_without_one_image_failed(
    client: TestClient, acme: Org, delivery: Delivery, bucket: Bucket, events: Events
) -> None:
    for shot_id in delivery.shot_ids:
        bucket.write(source_key(acme, shot_id), b"not a picture", content_type="image/webp")
    export_id = ordered(client, acme, delivery.body)
    assert carry_out(export_id) == {"status": "FAILED"}
    read = shown(client, acme, export_id)
    assert read["failure"]["code"] == "no_image_rendered"
    assert len(read["errors"]) == 2
    assert read["download_url"] is None
    assert export_events(events(acme))[-1].type == "export.failed"


def test_shot_unapproved_meanwhile_is_left_out(
    client: TestClient, acme: Org, delivery: Delivery
) -> None:
    export_id = ordered(client, acme, delivery.body)
    undone = delivery.shot_ids[0]
    client.put(f"/api/v1/shots/{undone}/unapprove", headers=acme.headers)
    assert carry_out(export_id) == {"status": "PARTIAL"}
    (error,) = shown(client, acme, export_id)["errors"]
    assert error == {
        "shot_id": undone,
        "error": "Image fetch failed",
        "details": "The shot is no longer approved",
    }


def test_manifest_is_frozen_when_prepared(
    client: TestClient, acme: Org, delivery: Delivery
) -> None:
    export_id = ordered(client, acme, delivery.body)
    step = machine_input(export_id)
    prepare(step)
    client.put(f"/api/v1/shots/{delivery.shot_ids[0]}/unapprove", headers=acme.headers)
    assert carry_out(export_id) == {"status": "COMPLETED"}
    shot = client.get(f"/api/v1/shots/{delivery.shot_ids[0]}", headers=acme.headers).json()
    assert shot["status"] == "pending_review"


def test_rendered_images_stay_rendered(
    client: TestClient, acme: Org, delivery: Delivery, bucket: Bucket
) -> None:
    export_id = ordered(client, acme, delivery.body)
    step = machine_input(export_id)
    assert [image["n"] for image in prepare(step)["images"]] == [1, 2]
    assert render(step, 1) == {"n": 1, "status": "completed"}
    # Killed here. Its source is gone meanwhile, and is not needed any more.
    lose(source_key(acme, delivery.shot_ids[0]))
    assert [image["n"] for image in prepare(step)["images"]] == [2]
    assert carry_out(export_id) == {"status": "COMPLETED"}


def test_image_is_redone_if_never_checked_off(
    client: TestClient, acme: Org, delivery: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_id = ordered(client, acme, delivery.body)
    step = machine_input(export_id)
    prepare(step)
    with monkeypatch.context() as patch:
        patch.setattr(ExportRepository, "commit", _die)
        with pytest.raises(Killed):
            render(step, 1)
    assert carry_out(export_id) == {"status": "COMPLETED"}


def test_archive_is_redone_if_never_noted(
    client: TestClient, acme: Org, delivery: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_id = ordered(client, acme, delivery.body)
    step = machine_input(export_id)
    for image in prepare(step)["images"]:
        render(step, image["n"])
    with monkeypatch.context() as patch:
        patch.setattr(Bucket, "write", _die)
        with pytest.raises(Killed):
            assemble(step)
    assert shown(client, acme, export_id)["status"] == "UPLOADING"
    assert carry_out(export_id) == {"status": "COMPLETED"}


def test_half_written_manifest_is_completed(
    client: TestClient, acme: Org, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = make_delivery(client, acme, looks=2)
    export_id = ordered(client, acme, delivery.body)
    step = machine_input(export_id)
    monkeypatch.setattr("shared.delivery.prepare_export._BATCH", 2)
    commit, calls = ExportRepository.commit, []

    def die_at_second(self: ExportRepository, *writes: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise Killed
        commit(self, *writes)

    with monkeypatch.context() as patch:
        patch.setattr(ExportRepository, "commit", die_at_second)
        with pytest.raises(Killed):
            prepare(step)
    assert prepare(step)["count"] == 4
    assert carry_out(export_id) == {"status": "COMPLETED"}
    assert len(unzipped(export_id)) == 4


def test_lost_image_is_marked_failed(client: TestClient, acme: Org, delivery: Delivery) -> None:
    """Its function was brought down each time, so nothing was checked off."""
    export_id = ordered(client, acme, delivery.body)
    step = machine_input(export_id)
    prepare(step)
    render(step, 1)
    assemble(step)
    assert finish(step) == {"status": "PARTIAL"}
    (error,) = shown(client, acme, export_id)["errors"]
    assert (error["shot_id"], error["error"]) == (delivery.shot_ids[1], "Image processing failed")


def test_machine_error_ends_the_export(
    client: TestClient, acme: Org, delivery: Delivery, events: Events
) -> None:
    export_id = ordered(client, acme, delivery.body)
    step = machine_input(export_id)
    prepare(step)
    error = {"Error": "States.Timeout", "Cause": "secret internals"}
    assert finish({**step, "error": error}) == {"status": "FAILED"}
    assert finish(step) == {"status": "FAILED"}
    read = shown(client, acme, export_id)
    assert read["failure"]["code"] == "export_stopped"
    assert "secret internals" not in str(read)
    assert [e.type for e in export_events(events(acme))].count("export.failed") == 1
    # A step that comes late finds everything over.
    assert prepare(step) == {"count": 0, "images": []}
    assert assemble(step) == {"images": 0, "archive_bytes": 0}
    shot = client.get(f"/api/v1/shots/{delivery.shot_ids[0]}", headers=acme.headers).json()
    assert shot["status"] == "approved"


def test_changed_file_is_not_packed(
    client: TestClient, acme: Org, delivery: Delivery, bucket: Bucket
) -> None:
    export_id = ordered(client, acme, delivery.body)
    step = machine_input(export_id)
    for image in prepare(step)["images"]:
        render(step, image["n"])
    name = f"exports/{export_id}/images/ABC123_full_body_001.png"
    bucket.write(name, b"something else", content_type="image/png")
    with pytest.raises(EntryMismatch, match="ABC123_full_body_001"):
        assemble(step)


def test_foreign_export_cannot_be_stepped(
    client: TestClient, acme: Org, rival: Org, delivery: Delivery
) -> None:
    step = machine_input(ordered(client, acme, delivery.body))
    foreign = {**step, "organization_id": str(rival.organization_id)}
    for act in (prepare, assemble, finish):
        with pytest.raises(NotFound):
            act(foreign)


def test_large_export_reports_now_and_then(
    client: TestClient, acme: Org, events: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.delivery.render_image._REPORTS", 2)
    delivery = make_delivery(client, acme, looks=2)
    carry_out(ordered(client, acme, delivery.body))
    progress = [e.data["completed"] for e in export_events(events(acme)) if "progress" in e.type]
    assert progress == [0, 2, 4, 4]


def test_addresses_end_with_the_files(
    client: TestClient, acme: Org, delivery: Delivery, platform_table: Table, bucket: Bucket
) -> None:
    export_id = ordered(client, acme, delivery.body)
    carry_out(export_id)
    exports = ExportRepository(platform_table)
    export = exports.get(acme.organization_id, UUID(export_id))
    later = ExportReader(exports, bucket, lambda: utc_now() + timedelta(days=7)).read(export)
    assert later.download_url is None
    assert [image.download_url for image in later.images] == [None, None]


def test_running_export_is_counted_in_lists(
    client: TestClient, acme: Org, delivery: Delivery
) -> None:
    step = machine_input(ordered(client, acme, delivery.body))
    prepare(step)
    render(step, 1)
    (listed,) = client.get("/api/v1/exports", headers=acme.headers).json()["items"]
    assert (listed["status"], listed["progress"]["percent"]) == ("PROCESSING", 50)


class Killed(BaseException):
    """The function's process ends here."""


def _die(*arguments: object, **options: object) -> None:
    raise Killed


def test_media_that_is_gone_is_named(
    client: TestClient, acme: Org, delivery: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_id = ordered(client, acme, delivery.body)
    monkeypatch.setattr(
        "shared.media.service.MediaResourceService.resources", lambda *arguments: {}
    )
    assert carry_out(export_id) == {"status": "FAILED"}
    details = {error["details"] for error in shown(client, acme, export_id)["errors"]}
    assert details == {"The source file is missing"}
