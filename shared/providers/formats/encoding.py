"""Values of vendors' requests: base64, size limits, objects without empty values."""

import base64
from collections.abc import Sized
from typing import Any

from shared.providers.errors import ProviderInvalidRequest
from shared.providers.requests import InputImage


def without_empty(**given: Any) -> dict[str, Any]:
    """The given values without None and empty ones: vendors refuse empty texts and lists."""
    return {name: value for name, value in given.items() if not _is_empty(value)}


def base64_of(image: InputImage) -> str:
    return base64.b64encode(image.body).decode()


def require_max_size(image: InputImage, megabytes: int, name: str) -> InputImage:
    """Returns the image. Raises ProviderInvalidRequest if it exceeds the limit of the vendor."""
    if len(image.body) > megabytes * 1_000_000:
        raise ProviderInvalidRequest(
            f"{name} takes images of up to {megabytes} MB. Use a smaller one, or a JPEG."
        )
    return image


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, Sized) and len(value) == 0)
