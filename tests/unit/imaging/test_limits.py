"""The limits apply to each side, to the pixels of the image, and to the memory of a pixel."""

import pytest

from shared.imaging.limits import MAX_PIXELS, MAX_WEBP_SIDE, bytes_per_pixel, is_too_large


@pytest.mark.parametrize(
    ("width", "height", "refused"),
    [
        (MAX_WEBP_SIDE, 1, False),
        (MAX_WEBP_SIDE + 1, 1, True),
        (1, MAX_WEBP_SIDE + 1, True),
        (10_000, MAX_PIXELS // 10_000, False),
        (10_000, MAX_PIXELS // 10_000 + 1, True),
    ],
)
def test_side_and_pixels_are_limited(width: int, height: int, refused: bool) -> None:
    assert is_too_large(width, height, max_side=MAX_WEBP_SIDE) is refused


@pytest.mark.parametrize(
    ("bands", "format", "size"), [(3, "uchar", 3), (4, "ushort", 8), (1, "dpcomplex", 16)]
)
def test_memory_of_a_pixel_is_known(bands: int, format: str, size: int) -> None:
    assert bytes_per_pixel(bands, format) == size
