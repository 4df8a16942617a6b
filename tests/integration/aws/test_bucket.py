"""Objects and presigned requests."""

import base64
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from shared.aws.bucket import Bucket, ObjectMissing, PresignedPost
from shared.aws.clients import client

KEY = "temp/file_1_shirt.jpg"


def presign(bucket: Bucket) -> PresignedPost:
    return bucket.presign_post(KEY, content_type="image/jpeg", max_bytes=1_000, expires_seconds=900)


def policy_of(post: PresignedPost) -> dict[str, object]:
    return dict(json.loads(base64.b64decode(post.fields["policy"])))


def test_policy_pins_key_type_and_size(bucket: Bucket) -> None:
    conditions = policy_of(presign(bucket))["conditions"]
    assert isinstance(conditions, list)
    assert {"bucket": "media-test"} in conditions
    assert {"key": KEY} in conditions
    assert {"Content-Type": "image/jpeg"} in conditions
    assert ["content-length-range", 1, 1_000] in conditions


def test_policy_ends_in_time(bucket: Bucket) -> None:
    expiration = datetime.fromisoformat(str(policy_of(presign(bucket))["expiration"]))
    remaining = expiration - datetime.now(UTC)
    assert timedelta(minutes=14) < remaining <= timedelta(minutes=15)


def test_form_is_complete(bucket: Bucket) -> None:
    post = presign(bucket)
    assert post.fields.keys() >= {"key", "Content-Type", "policy", "x-amz-signature"}
    assert post.fields["x-amz-algorithm"] == "AWS4-HMAC-SHA256"
    assert urlsplit(post.url).path == "/media-test"  # path style: no bucket in the host's name


def test_form_uploads_the_file(bucket: Bucket) -> None:
    post = presign(bucket)
    answer = requests.post(post.url, data=post.fields, files={"file": b"bytes"}, timeout=5)
    assert answer.ok, answer.text
    assert bucket.read(KEY) == b"bytes"


def test_presigned_get_reads_object(bucket: Bucket) -> None:
    bucket.write(KEY, b"bytes", content_type="image/jpeg")
    url = bucket.presign_get(KEY, expires_seconds=60)
    assert requests.get(url, timeout=5).content == b"bytes"
    assert parse_qs(urlsplit(url).query)["X-Amz-Expires"] == ["60"]


@pytest.mark.parametrize(
    ("filename", "plain", "encoded"),
    [
        ("look 1.zip", "look 1.zip", "look%201.zip"),
        ('a"; x="é.zip', "a__ x___.zip", "a%22%3B%20x%3D%22%C3%A9.zip"),
        ("a\r\nb", "a__b", "a%0D%0Ab"),
    ],
)
def test_download_name_is_quoted(bucket: Bucket, filename: str, plain: str, encoded: str) -> None:
    url = bucket.presign_get(KEY, expires_seconds=60, filename=filename)
    sent = parse_qs(urlsplit(url).query)["response-content-disposition"]
    assert sent == [f"attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"]


def test_object_reads_back(bucket: Bucket) -> None:
    bucket.write(KEY, b"bytes", content_type="image/jpeg")
    assert (bucket.read(KEY), bucket.size(KEY)) == (b"bytes", 5)


def test_copy_takes_new_type(bucket: Bucket) -> None:
    bucket.write(KEY, b"bytes", content_type="application/octet-stream")
    bucket.copy(KEY, "media/1/file.jpg", content_type="image/jpeg")
    copied = client("s3").head_object(Bucket="media-test", Key="media/1/file.jpg")
    assert copied["ContentType"] == "image/jpeg"
    assert bucket.read(KEY) == b"bytes"


def test_missing_object_is_named(bucket: Bucket) -> None:
    with pytest.raises(ObjectMissing, match="nowhere"):
        bucket.read("nowhere")
    with pytest.raises(ObjectMissing, match="nowhere"):
        bucket.size("nowhere")
    with pytest.raises(ObjectMissing, match="nowhere"):
        bucket.copy("nowhere", "media/1/file.jpg", content_type="image/jpeg")
