"""Objects larger than memory: parts, one request when small, nothing after an error."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.aws.bucket import Bucket, ObjectMissing
from shared.aws.clients import client
from shared.aws.multipart import ObjectWriter

MIB = 1024 * 1024


def writer(bucket: Bucket, part_bytes: int = 5 * MIB, expected_bytes: int = 0) -> ObjectWriter:
    return ObjectWriter(
        bucket,
        "exports/x/archive.zip",
        content_type="application/zip",
        expected_bytes=expected_bytes,
        part_bytes=part_bytes,
    )


def open_uploads() -> int:
    return len(client("s3").list_multipart_uploads(Bucket="media-test").get("Uploads", []))


def test_small_object_is_one_request(bucket: Bucket) -> None:
    with writer(bucket) as target:
        target.write(b"one ")
        target.write(b"two")
    assert bucket.read("exports/x/archive.zip") == b"one two"
    head = client("s3").head_object(Bucket="media-test", Key="exports/x/archive.zip")
    assert head["ContentType"] == "application/zip"
    assert "-" not in head["ETag"]


def test_large_object_is_joined_from_parts(bucket: Bucket) -> None:
    data = bytes(range(256)) * (12 * MIB // 256)
    with writer(bucket) as target:
        for start in range(0, len(data), MIB + 7):
            target.write(data[start : start + MIB + 7])
    assert bucket.read("exports/x/archive.zip") == data
    head = client("s3").head_object(Bucket="media-test", Key="exports/x/archive.zip")
    assert head["ETag"].endswith('-3"')
    assert open_uploads() == 0


def test_parts_grow_with_the_object(bucket: Bucket) -> None:
    """10,000 parts are the most, so 100 GiB need parts of more than 10 MiB."""
    with writer(bucket, expected_bytes=100 * 1024 * MIB) as target:
        target.write(bytes(10 * MIB))
        assert open_uploads() == 0
        target.write(bytes(MIB))
        assert open_uploads() == 1


@pytest.mark.parametrize("size", [0, 6 * MIB])
def test_error_leaves_nothing_behind(bucket: Bucket, size: int) -> None:
    with pytest.raises(RuntimeError):
        _write_and_fail(writer(bucket), size)
    assert open_uploads() == 0
    with pytest.raises(ObjectMissing):
        bucket.read("exports/x/archive.zip")


def _write_and_fail(target: ObjectWriter, size: int) -> None:
    with target:
        target.write(bytes(size))
        raise RuntimeError


@given(st.lists(st.binary(max_size=40), max_size=20))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pieces_arrive_in_order(bucket: Bucket, pieces: list[bytes]) -> None:
    with writer(bucket, part_bytes=10_000) as target:
        for piece in pieces:
            target.write(piece)
    assert bucket.read("exports/x/archive.zip") == b"".join(pieces)
