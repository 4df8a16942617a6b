"""Bad input gets its own clear error, and leaves nothing half-written behind."""

import io
import struct
import uuid
import zlib

import httpx
import pytest
from PIL import Image

from tests.e2e.brand import Brand, Json


def problem(answer: httpx.Response, status: int, code: str) -> Json:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    body = dict(answer.json())
    assert body["code"] == code
    assert body["status"] == status
    assert body["detail"]
    return body


def jpeg(seed: int = 1) -> bytes:
    """A small photograph-like picture, different for each seed."""
    picture = Image.effect_noise((320, 400), 40 + seed).convert("RGB")
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def bomb() -> bytes:
    """A PNG of a few bytes that claims 60,000 x 60,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 6, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(b"\0" * 100))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + pixels + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("body", "options", "code"),
    [
        (b"these are words, not pixels\n" * 40, {}, "not_an_image"),
        (jpeg()[: len(jpeg()) // 2], {}, "truncated_image"),
        (bomb(), {"filename": "b.png", "content_type": "image/png"}, "image_too_large"),
    ],
    ids=["text named jpg", "truncated jpeg", "decompression bomb"],
)
def test_bad_upload_is_rejected_with_reason(
    brand: Brand, body: bytes, options: dict[str, str], code: str
) -> None:
    upload = brand.upload(body, **options)
    assert upload["status"] == "rejected"
    assert upload["reason"]["code"] == code
    assert len(upload["reason"]["detail"]) > 20
    sku = f"R-{uuid.uuid4().hex[:6]}"
    request = {"name": "Never", "sku": sku, "images": [{"upload_id": upload["file_id"]}]}
    problem(brand.http.post("/products", json=request), 422, "upload_rejected")
    brand.post("/products", {"name": "The SKU is free", "sku": sku})


def test_storage_refuses_empty_file(brand: Brand) -> None:
    form = brand.presign()
    assert brand.send(form, b"").status_code == 400
    assert brand.get(f"/uploads/{form['file_id']}")["status"] == "pending"


def test_storage_refuses_file_over_the_limit(brand: Brand) -> None:
    form = brand.presign()
    assert brand.send(form, b"\0" * (form["max_bytes"] + 1)).status_code == 400
    assert brand.get(f"/uploads/{form['file_id']}")["status"] == "pending"


def test_announced_size_over_the_limit_is_413(brand: Brand) -> None:
    request = {"filename": "a.jpg", "content_type": "image/jpeg", "bytes": 10**9}
    body = problem(brand.http.post("/uploads/presign", json=request), 413, "file_too_large")
    assert "50" in body["detail"]


def test_duplicate_sku_names_the_holder(brand: Brand) -> None:
    sku = f"D-{uuid.uuid4().hex[:6]}"
    first = brand.post("/products", {"name": "First", "sku": sku})
    answer = brand.http.post("/products", json={"name": "Second", "sku": sku})
    assert problem(answer, 409, "sku_taken")["existing_id"] == first["id"]


def test_unknown_shot_type_starts_nothing(brand: Brand, photo: bytes) -> None:
    look = brand.look(brand.product(photo)["id"], "packshot")
    request = {"shooting_look_id": look["id"], "shot_type_id": str(uuid.uuid4())}
    problem(brand.http.post("/generations", json=request), 404, "shot_type_not_found")
    assert brand.get("/generations", shot_id=look["shots"][0]["id"])["items"] == []


def test_prediction_of_another_shot_is_refused(brand: Brand, photo: bytes) -> None:
    first, second = brand.approved_shot(photo), brand.approved_shot(photo)
    answer = brand.http.put(
        f"/shots/{second['id']}/approve", json={"prediction_id": first["prediction"]["id"]}
    )
    problem(answer, 422, "prediction_of_another_shot")
    shot = brand.get(f"/shots/{second['id']}")
    assert shot["approved_prediction_id"] == second["prediction"]["id"]


def test_unapproved_shot_is_not_exported(brand: Brand, photo: bytes) -> None:
    look = brand.look(brand.product(photo)["id"], "packshot")
    before = len(brand.get("/exports")["items"])
    request = {
        "shots": [look["shots"][0]["id"]],
        "format": {"resolution": "512", "file_format": "jpg"},
        "destination": {"type": "download"},
    }
    body = problem(brand.http.post("/exports", json=request), 422, "shot_not_approved")
    assert body["errors"][0]["pointer"] == "/shots/0"
    assert len(brand.get("/exports")["items"]) == before


def test_unknown_naming_variable_is_named(brand: Brand, photo: bytes) -> None:
    shot = brand.approved_shot(photo)
    request = {
        "shots": [shot["id"]],
        "format": {"resolution": "512", "file_format": "jpg"},
        "naming": {"pattern": "{sku}_{colour}"},
        "destination": {"type": "download"},
    }
    body = problem(brand.http.post("/exports", json=request), 422, "unknown_variable")
    assert "colour" in body["detail"]
    assert "{shot_type}" in body["detail"]
