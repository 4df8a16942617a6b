"""The media bucket (S3)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from botocore.exceptions import ClientError

from shared.aws.clients import client

_MISSING = {"404", "NoSuchKey", "NotFound"}


def _attachment(filename: str) -> str:
    """RFC 6266: any name in `filename*`, and a plain one for clients that do not know it."""
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", filename)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"


class ObjectMissing(Exception):
    """There is no object under this key."""


@dataclass(frozen=True)
class PresignedPost:
    """A form that a browser or `curl -F` can send straight to S3."""

    url: str
    fields: dict[str, str]


class Bucket:
    def __init__(self, name: str, s3: Any = None) -> None:
        self.name = name
        self._client = s3 or client("s3")

    def presign_post(
        self, key: str, *, content_type: str, max_bytes: int, expires_seconds: int
    ) -> PresignedPost:
        """S3 itself refuses another type, a larger or an empty body, and a late request."""
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
        parameters = {"Bucket": self.name, "Key": key}
        if filename:
            parameters["ResponseContentDisposition"] = _attachment(filename)
        return str(
            self._client.generate_presigned_url(
                "get_object", Params=parameters, ExpiresIn=expires_seconds
            )
        )

    def read(self, key: str) -> bytes:
        try:
            return bytes(self._client.get_object(Bucket=self.name, Key=key)["Body"].read())
        except ClientError as error:
            raise self._translated(error, key) from error

    def size(self, key: str) -> int:
        """Bytes, without reading them."""
        try:
            return int(self._client.head_object(Bucket=self.name, Key=key)["ContentLength"])
        except ClientError as error:
            raise self._translated(error, key) from error

    def write(self, key: str, body: bytes, *, content_type: str) -> None:
        self._client.put_object(Bucket=self.name, Key=key, Body=body, ContentType=content_type)

    def copy(self, source: str, target: str, *, content_type: str) -> None:
        """Inside S3; no byte passes through the function."""
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
        """The upload's id. Nothing is seen under `key` before `complete_multipart`."""
        started = self._client.create_multipart_upload(
            Bucket=self.name, Key=key, ContentType=content_type
        )
        return str(started["UploadId"])

    def put_part(self, key: str, upload_id: str, number: int, body: bytes) -> str:
        """The part's ETag. Numbers are 1 to 10,000; all parts but the last hold 5 MiB or more."""
        sent = self._client.upload_part(
            Bucket=self.name, Key=key, UploadId=upload_id, PartNumber=number, Body=body
        )
        return str(sent["ETag"])

    def complete_multipart(self, key: str, upload_id: str, etags: Sequence[str]) -> None:
        """Join the parts, `etags` in their order, into the object."""
        parts = [{"PartNumber": n, "ETag": etag} for n, etag in enumerate(etags, start=1)]
        self._client.complete_multipart_upload(
            Bucket=self.name, Key=key, UploadId=upload_id, MultipartUpload={"Parts": parts}
        )

    def abort_multipart(self, key: str, upload_id: str) -> None:
        """Drop the parts; they would be paid for until a lifecycle rule finds them."""
        self._client.abort_multipart_upload(Bucket=self.name, Key=key, UploadId=upload_id)

    def _translated(self, error: ClientError, key: str) -> Exception:
        code = str(error.response.get("Error", {}).get("Code", ""))
        return ObjectMissing(key) if code in _MISSING else error
