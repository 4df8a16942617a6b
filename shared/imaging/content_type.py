"""Media types of uploaded images."""

from enum import StrEnum


class ContentType(StrEnum):
    """The image formats that can be uploaded."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    TIFF = "image/tiff"
