"""Writes an object that is larger than the function's memory."""

from types import TracebackType

from shared.aws.bucket import Bucket

# S3 accepts up to 10,000 parts of 5 MiB to 5 GiB; larger parts need fewer requests.
_PART_BYTES = 8 * 1024 * 1024
_MAX_PARTS = 10_000


class ObjectWriter:
    """Uploads written bytes in parts and holds at most one part in memory.

    Use it as a context manager. On a normal exit the object is created in full; on an exception
    the upload is aborted and there is no object. An object smaller than one part is written with a
    single request. `expected_bytes` sets the size of the parts so that 10,000 suffice.
    """

    def __init__(
        self,
        bucket: Bucket,
        key: str,
        *,
        content_type: str,
        expected_bytes: int,
        part_bytes: int = _PART_BYTES,
    ) -> None:
        self._bucket = bucket
        self._key = key
        self._content_type = content_type
        self._part_bytes = max(part_bytes, -(-expected_bytes // _MAX_PARTS))
        self._buffer = bytearray()
        self._upload_id: str | None = None
        self._etags: list[str] = []

    def __enter__(self) -> "ObjectWriter":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                self._finish()
        except BaseException:
            self._abort()
            raise
        if error is not None:
            self._abort()

    def write(self, data: bytes) -> None:
        """Append `data`; full parts are sent at once."""
        self._buffer += data
        while len(self._buffer) >= self._part_bytes:
            self._send(bytes(self._buffer[: self._part_bytes]))
            del self._buffer[: self._part_bytes]

    def _send(self, part: bytes) -> None:
        if self._upload_id is None:
            self._upload_id = self._bucket.start_multipart(
                self._key, content_type=self._content_type
            )
        number = len(self._etags) + 1
        self._etags.append(self._bucket.put_part(self._key, self._upload_id, number, part))

    def _finish(self) -> None:
        if self._upload_id is None:
            self._bucket.write(self._key, bytes(self._buffer), content_type=self._content_type)
            return
        if self._buffer:
            self._send(bytes(self._buffer))
        self._bucket.complete_multipart(self._key, self._upload_id, self._etags)

    def _abort(self) -> None:
        if self._upload_id is not None:
            self._bucket.abort_multipart(self._key, self._upload_id)
