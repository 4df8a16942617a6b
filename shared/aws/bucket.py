"""The media bucket (S3)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from botocore.exceptions import ClientError

from shared.aws.clients import client

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_s3.type_defs import CompletedPartTypeDef

_MISSING = {"404", "NoSuchKey", "NotFound"}


def _attachment(filename: str) -> str:
    """A Content-Disposition header (RFC 6266): the name in `filename*`, and an ASCII fallback."""
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", filename)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"


class ObjectMissing(Exception):
    """The bucket has no object with this key."""


@dataclass(frozen=True)
class PresignedPost:
    """A form that a browser or `curl -F` sends directly to S3; `fields` go before the file."""

    url: str
    fields: dict[str, str]


class Bucket:
    """A bucket by its name. A fake client can be passed as `s3`."""

    def __init__(self, name: str, s3: Any = None) -> None:
        self.name = name
        self._client: S3Client = s3 or client("s3")

    def presign_post(
        self, key: str, *, content_type: str, max_bytes: int, expires_seconds: int
    ) -> PresignedPost:
        """A form that uploads one file to `key`.

        S3 enforces the policy: it rejects another content type, an empty body, one of more than
        `max_bytes`, and a request after `expires_seconds`.
        """
        post = self._client.generate_presigned_post(
            self.name,
            key,
            Fields={"Content-Type": content_type},
            Conditions=[
                {"Content-Type": content_type},
                ["content-length-range", 1, max_bytes],
            ],
            ExpiresIn=expires_seconds,
        )
        return PresignedPost(url=post["url"], fields=post["fields"])

    def presign_get(self, key: str, *, expires_seconds: int, filename: str | None = None) -> str:
        """A URL that reads the object; with `filename` a browser saves it under that name."""
        parameters = {"Bucket": self.name, "Key": key}
        if filename:
            parameters["ResponseContentDisposition"] = _attachment(filename)
        return str(
            self._client.generate_presigned_url(
                "get_object", Params=parameters, ExpiresIn=expires_seconds
            )
        )

    def read(self, key: str) -> bytes:
        """The whole object. Raises ObjectMissing if there is none."""
        try:
            return bytes(self._client.get_object(Bucket=self.name, Key=key)["Body"].read())
        except ClientError as error:
            raise self._translated(error, key) from error

    def size(self, key: str) -> int:
        """Size in bytes, from the object's metadata. Raises ObjectMissing if there is none."""
        try:
            return int(self._client.head_object(Bucket=self.name, Key=key)["ContentLength"])
        except ClientError as error:
            raise self._translated(error, key) from error

    def write(self, key: str, body: bytes, *, content_type: str) -> None:
        """Create or replace the object in one request. Idempotent."""
        self._client.put_object(Bucket=self.name, Key=key, Body=body, ContentType=content_type)

    def copy(self, source: str, target: str, *, content_type: str) -> None:
        """Copy an object inside S3; its bytes are not transferred to the caller. Idempotent.

        Raises ObjectMissing if `source` does not exist.
        """
        try:
            self._client.copy_object(
                Bucket=self.name,
                Key=target,
                CopySource={"Bucket": self.name, "Key": source},
                ContentType=content_type,
                MetadataDirective="REPLACE",
            )
        except ClientError as error:
            raise self._translated(error, source) from error

    def start_multipart(self, key: str, *, content_type: str) -> str:
        """Start a multipart upload and return its id.

        The object appears under `key` only with `complete_multipart`.
        """
        started = self._client.create_multipart_upload(
            Bucket=self.name, Key=key, ContentType=content_type
        )
        return str(started["UploadId"])

    def put_part(self, key: str, upload_id: str, number: int, body: bytes) -> str:
        """Upload one part and return its ETag.

        `number` is 1 to 10,000. Every part but the last has at least 5 MiB (S3's limits).
        """
        sent = self._client.upload_part(
            Bucket=self.name, Key=key, UploadId=upload_id, PartNumber=number, Body=body
        )
        return str(sent["ETag"])

    def complete_multipart(self, key: str, upload_id: str, etags: Sequence[str]) -> None:
        """Join the parts into the object. `etags` are those of parts 1, 2, 3, ..."""
        parts: list[CompletedPartTypeDef] = [
            {"PartNumber": n, "ETag": etag} for n, etag in enumerate(etags, start=1)
        ]
        self._client.complete_multipart_upload(
            Bucket=self.name, Key=key, UploadId=upload_id, MultipartUpload={"Parts": parts}
        )

    def abort_multipart(self, key: str, upload_id: str) -> None:
        """Delete the parts; otherwise they cost storage until a lifecycle rule deletes them."""
        self._client.abort_multipart_upload(Bucket=self.name, Key=key, UploadId=upload_id)

    def _translated(self, error: ClientError, key: str) -> Exception:
        code = str(error.response.get("Error", {}).get("Code", ""))
        return ObjectMissing(key) if code in _MISSING else error
