"""From a photograph to a delivered ZIP, and what an operator sees of it."""

import io
import zipfile
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.e2e.brand import Brand, Json
from tests.e2e.conftest import RunningCloud


@pytest.fixture(scope="module")
def shot(brand: Brand, photo: bytes) -> Json:
    return brand.approved_shot(photo)


def fetched(url: str) -> Image.Image:
    answer = httpx.get(url, timeout=30)
    assert answer.status_code == 200, answer.text
    picture = Image.open(io.BytesIO(answer.content))
    picture.load()
    return picture


def test_prediction_tells_how_it_was_made(brand: Brand, shot: Json) -> None:
    for prediction in brand.get("/predictions", shot_id=shot["id"])["items"]:
        assert prediction["model"] == "studio-compositor"
        assert prediction["provider"] == "studio"
        assert 0 < prediction["quality_score"] <= 1
        assert prediction["duration_ms"] > 0
        assert prediction["prompt"]
        assert isinstance(prediction["seed"], int)


def test_prediction_is_served_by_the_edge(brand: Brand, shot: Json) -> None:
    (first, *_) = brand.get("/predictions", shot_id=shot["id"])["items"]
    assert max(fetched(first["url"]).size) == 1024


def test_same_seed_same_bytes(brand: Brand, photo: bytes) -> None:
    """The media are deduplicated by SHA-256: equal bytes are one resource."""
    look = brand.look(brand.product(photo)["id"], "packshot")
    for _ in range(2):
        generation = brand.generate(look, "packshot", seed=7, num_predictions=1)
        assert generation["status"] == "completed"
    shot_id = look["shots"][0]["id"]
    predictions = brand.get("/predictions", shot_id=shot_id)["items"]
    assert len(predictions) == 2
    assert len({prediction["media_id"] for prediction in predictions}) == 1


def test_gallery_shows_the_approved_shot(brand: Brand, shot: Json) -> None:
    items = brand.get("/gallery", status="approved")["items"]
    assert shot["prediction"]["id"] in [item["id"] for item in items]


def test_export_is_a_sound_archive(brand: Brand, shot: Json) -> None:
    naming = {"pattern": "{sku}_{shot_type}_{index}", "start_index": 7}
    export = brand.export([shot["id"]], naming=naming)
    assert export["status"] == "COMPLETED", export
    assert export["progress"] == {"total": 1, "completed": 1, "failed": 0, "percent": 100}
    archive = httpx.get(export["download_url"], timeout=30)
    with zipfile.ZipFile(io.BytesIO(archive.content)) as opened:
        assert opened.testzip() is None
        (name,) = opened.namelist()
        picture = Image.open(opened.open(name))
    assert name.endswith("_packshot_007.jpg")
    assert max(picture.size) == 512
    assert brand.get(f"/shots/{shot['id']}")["status"] == "exported"


def test_broken_image_makes_the_export_partial(
    cloud: RunningCloud, brand: Brand, photo: bytes
) -> None:
    good, broken = brand.approved_shot(photo), brand.approved_shot(photo)
    _break(cloud, broken["prediction"]["url"])
    export = brand.export([good["id"], broken["id"]])
    assert export["status"] == "PARTIAL", export
    assert export["progress"]["completed"] == 1
    assert export["progress"]["failed"] == 1
    (error,) = export["errors"]
    assert error["shot_id"] == broken["id"]
    assert error["error"] == "Image processing failed"
    with zipfile.ZipFile(io.BytesIO(httpx.get(export["download_url"]).content)) as archive:
        assert len(archive.namelist()) == 1


def _break(cloud: RunningCloud, url: str) -> None:
    """Overwrite the stored object, as a disk would that lies."""
    s3 = cloud.client("s3")
    (bucket,) = [b["Name"] for b in s3.list_buckets()["Buckets"] if "media" in b["Name"]]
    key = url[url.index("media/") :]
    s3.put_object(Bucket=bucket, Key=key, Body=b"\0" * 4000, ContentType="image/webp")


def executions(cloud: RunningCloud, machine: str) -> list[dict[str, Any]]:
    states = cloud.client("stepfunctions")
    (arn,) = [
        m["stateMachineArn"]
        for m in states.list_state_machines()["stateMachines"]
        if m["name"] == f"sartiq-local-{machine}"
    ]
    return list(states.list_executions(stateMachineArn=arn)["executions"])


def test_execution_bears_the_tasks_id(cloud: RunningCloud, brand: Brand, shot: Json) -> None:
    (generation, *_) = brand.get("/generations", shot_id=shot["id"])["items"]
    named = [e for e in executions(cloud, "generation") if e["name"] == generation["workflow_id"]]
    assert [e["status"] for e in named] == ["SUCCEEDED"]


def test_no_execution_is_left_failed(cloud: RunningCloud, shot: Json) -> None:
    for machine in ("generation", "export"):
        assert {e["status"] for e in executions(cloud, machine)} <= {"SUCCEEDED", "RUNNING"}


def test_foreign_ids_are_not_found(cloud: RunningCloud, shot: Json) -> None:
    with Brand.register(cloud.stack()["api_url"]) as stranger:
        assert stranger.http.get(f"/shots/{shot['id']}").status_code == 404
        assert stranger.http.get("/gallery").json()["items"] == []
        approval = {"prediction_id": shot["prediction"]["id"]}
        answer = stranger.http.put(f"/shots/{shot['id']}/approve", json=approval)
        assert answer.status_code == 404
