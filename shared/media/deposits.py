"""Measured objects in the bucket that are not a media resource yet."""

from uuid import UUID

from shared.core.model import Model
from shared.media.models import Origin


class Deposit(Model):
    """An object under `key`; `file_id` is its upload, None if another service wrote it.

    `width` and `height` are in pixels, after applying the EXIF orientation.
    """

    key: str
    sha256: str
    mime: str
    width: int
    height: int
    bytes: int
    origin: Origin
    file_id: UUID | None = None
