"""Names of files and keys of objects."""

import re
from datetime import datetime
from uuid import UUID

from shared.core.slugs import ascii_file_slug

VIDEO = "video/mp4"
_EXTENSION_OF = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/tiff": "tiff",
    VIDEO: "mp4",  # generated, never uploaded
}
_MAX_NAME = 100
_FALLBACK = "file"
_TEMP_KEY = re.compile(r"temp/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})_\d+_[^/]+")


def safe_filename(name: str) -> str:
    """ASCII letters, digits, `.`, `_` and `-` only; never empty, hidden or over 100 characters.

    Accents fall off their letters, the folder part is dropped, and the extension survives
    when a long name is cut.
    """
    base = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    stem, _, extension = base.rpartition(".")
    if not stem or not re.fullmatch(r"[A-Za-z0-9]{1,10}", extension):
        safe = ascii_file_slug(base)[:_MAX_NAME].strip("._-") or _FALLBACK
        # What was cut off may have hidden an extension: "a:.jpg:" is "a_.jpg" only now.
        return safe if safe == base else safe_filename(safe)
    cut = ascii_file_slug(stem)[: _MAX_NAME - 1 - len(extension)].strip("._-")
    return f"{cut or _FALLBACK}.{extension}"


def extension_of(mime: str) -> str:
    """The canonical extension without a dot. Raises ValueError for an unsupported type."""
    try:
        return _EXTENSION_OF[mime]
    except KeyError:
        raise ValueError(f"{mime} is not stored here") from None


def temp_key(file_id: UUID, moment: datetime, filename: str) -> str:
    """The key of an uploaded file; it contains `moment` in seconds since 1970."""
    return f"temp/{file_id}_{int(moment.timestamp())}_{safe_filename(filename)}"


def file_id_of(key: str) -> UUID | None:
    """The upload of a `temp_key`; None for any other key."""
    match = _TEMP_KEY.fullmatch(key)
    return UUID(match.group(1)) if match else None


def pinned_key(pin_id: UUID) -> str:
    """The key of the copy that is inspected. No form can write there; `temp/` expires."""
    return f"temp/pinned/{pin_id}"


def media_key(resource_id: UUID, mime: str) -> str:
    """The canonical key of a media resource."""
    return f"media/{resource_id}/file.{extension_of(mime)}"
