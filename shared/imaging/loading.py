"""Opening image files of the accepted formats, and their orientation."""

import pyvips

from shared.imaging.content_type import ContentType

_LOADERS = {
    ContentType.JPEG: pyvips.Image.jpegload_buffer,
    ContentType.PNG: pyvips.Image.pngload_buffer,
    ContentType.WEBP: pyvips.Image.webpload_buffer,
    ContentType.TIFF: pyvips.Image.tiffload_buffer,
}
_SIDEWAYS = range(5, 9)  # EXIF orientations that swap width and height


def open_image(body: bytes, format: ContentType, **options: str) -> pyvips.Image:
    """Read the header of `body`; pixels are decoded when they are needed.

    `options` are those of libvips's loaders, such as `fail_on` and `access`. Raises pyvips.Error
    if the header is damaged.
    """
    return _LOADERS[format](body, **options)


def read_number(image: pyvips.Image, field: str, default: int) -> int:
    """The integer in a metadata field of the image, or `default` if the field is absent."""
    return int(image.get(field)) if image.get_typeof(field) else default


def orientation_of(image: pyvips.Image) -> int:
    """The EXIF orientation as stored; 1 (upright) if there is none."""
    return read_number(image, "orientation", 1)


def upright_size(image: pyvips.Image) -> tuple[int, int]:
    """Width and height in pixels after applying the EXIF orientation."""
    if orientation_of(image) in _SIDEWAYS:
        return image.height, image.width
    return image.width, image.height


def turn_upright(image: pyvips.Image) -> pyvips.Image:
    """Apply the EXIF orientation to the pixels and drop it."""
    return image.autorot() if orientation_of(image) > 1 else image
