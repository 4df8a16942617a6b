"""Bytes that lie somewhere in the bucket, measured, and wait to become a media resource."""

from uuid import UUID

from shared.core.model import Model
from shared.media.models import Origin


class Deposit(Model):
    """`key` is where the bytes lie now; `file_id` names the upload that they came by, if one."""

    key: str
    sha256: str
    mime: str
    width: int
    height: int
    bytes: int
    origin: Origin
    file_id: UUID | None = None
