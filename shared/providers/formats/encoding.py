"""What goes into vendors' JSON, and files that come out of it."""

import base64
from collections.abc import Sized
from typing import Any

from shared.providers.errors import ProviderInvalidRequest
from shared.providers.requests import Picture


def present(**given: Any) -> dict[str, Any]:
    """An object without what is None or empty: vendors refuse empty texts and lists."""
    return {name: value for name, value in given.items() if not _is_empty(value)}


def encoded(picture: Picture) -> str:
    return base64.b64encode(picture.body).decode()


def limited(picture: Picture, megabytes: int, service: str) -> Picture:
    """The same picture; ProviderInvalidRequest when it is larger than the service takes."""
    if len(picture.body) > megabytes * 1_000_000:
        raise ProviderInvalidRequest(
            f"{service} takes pictures of up to {megabytes} MB. Use a smaller one, or a JPEG."
        )
    return picture


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, Sized) and len(value) == 0)
