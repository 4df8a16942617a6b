"""Rendered files, read back by another library (Pillow) where it can."""

import hashlib
import io
import zlib
from typing import Any

import numpy as np
import pytest
import pyvips
from PIL import Image, ImageCms

from shared.delivery.metadata import ImageMetadata
from shared.delivery.rendering import BrokenImage, render_image
from shared.delivery.schemas import Background, ExportFormat, FileFormat, Resolution
from shared.imaging.color_profiles import SPACES, profile_bytes
from shared.imaging.color_space import ColorProfile
from shared.imaging.limits import MAX_PIXELS

STUDIO = ImageMetadata(provider="studio", model="studio-compositor", title="Robe & été <1>")
FORMATS = list(FileFormat)
LOSSLESS = [FileFormat.PNG, FileFormat.TIFF]
PILLOW_NAMES = {
    FileFormat.PNG: "PNG",
    FileFormat.JPG: "JPEG",
    FileFormat.WEBP: "WEBP",
    FileFormat.TIFF: "TIFF",
}
# Rows are red, green and blue as XYZ, adapted to D50.
SRGB_COLORANTS = np.array(
    [[0.43607, 0.22249, 0.01392], [0.38515, 0.71687, 0.09708], [0.14307, 0.06061, 0.71410]]
)


def picture(width: int = 60, height: int = 40, mode: str = "RGB") -> Image.Image:
    """A smooth gradient; with alpha the left half is transparent."""
    x, y = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
    channels = [x, y, (x + y) / 2]
    if mode == "RGBA":
        channels.append(np.where(x < 128, 0, 255))
    return Image.fromarray(np.stack(channels, axis=-1).astype(np.uint8), mode)


def encoded(image: Image.Image, format: str = "PNG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def half(format: str) -> bytes:
    whole = encoded(Image.effect_noise((300, 300), 60).convert("RGB"), format)
    return whole[: len(whole) // 2]


def rendered(source: bytes, **options: Any) -> Image.Image:
    result = render_image(source, ExportFormat(**options), STUDIO)
    image = Image.open(io.BytesIO(result.data))
    image.load()
    assert image.size == (result.width, result.height)
    return image


@pytest.mark.parametrize("file_format", FORMATS)
def test_file_has_the_wanted_format(file_format: FileFormat) -> None:
    assert rendered(encoded(picture()), file_format=file_format).format == PILLOW_NAMES[file_format]


@pytest.mark.parametrize(
    ("resolution", "size"),
    [
        (Resolution.ORIGINAL, (3000, 1500)),
        (Resolution.R4096, (3000, 1500)),
        (Resolution.R2048, (2048, 1024)),
        (Resolution.R1024, (1024, 512)),
        (Resolution.R512, (512, 256)),
    ],
)
def test_longest_edge_shrinks_and_never_grows(
    resolution: Resolution, size: tuple[int, int]
) -> None:
    source = encoded(picture(3000, 1500), "JPEG")
    assert rendered(source, resolution=resolution, file_format="jpg").size == size


def test_tall_picture_shrinks_by_its_height() -> None:
    assert rendered(encoded(picture(500, 1000)), resolution="512").size == (256, 512)


@pytest.mark.parametrize("file_format", LOSSLESS)
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_original_pixels_stay_exact(file_format: FileFormat, mode: str) -> None:
    source = picture(mode=mode)
    result = rendered(encoded(source), file_format=file_format)
    assert np.array_equal(np.asarray(result), np.asarray(source))


@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("profile", list(ColorProfile))
def test_profile_is_embedded(file_format: FileFormat, profile: ColorProfile) -> None:
    options = ExportFormat(file_format=file_format, color_profile=profile)
    result = render_image(encoded(picture(mode="RGBA")), options, STUDIO)
    assert Image.open(io.BytesIO(result.data)).info["icc_profile"] == profile_bytes(profile)


def test_colours_agree_with_littlecms() -> None:
    source = picture()
    expected = ImageCms.profileToProfile(
        source,
        ImageCms.createProfile("sRGB"),
        ImageCms.ImageCmsProfile(io.BytesIO(profile_bytes(ColorProfile.ADOBE_RGB))),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
    )
    result = rendered(encoded(source), color_profile="AdobeRGB")
    difference = np.asarray(result).astype(int) - np.asarray(expected).astype(int)
    assert np.abs(difference).max() <= 1


@pytest.mark.parametrize("profile", [ColorProfile.ADOBE_RGB, ColorProfile.PROPHOTO])
def test_colours_follow_the_formula(profile: ColorProfile) -> None:
    """sRGB (IEC 61966-2-1) to XYZ to the wide space; half a level is rounding."""
    level = np.asarray(picture()) / 255
    linear = np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4)
    space = SPACES[profile]
    wide = linear @ SRGB_COLORANTS @ np.linalg.inv(np.array(space.colorants))
    expected = np.clip(wide, 0, 1) ** (256 / round(space.gamma * 256))
    data = render_image(encoded(picture()), ExportFormat(color_profile=profile), STUDIO).data
    result = pyvips.Image.new_from_buffer(data, "")
    most = 65_535 if result.format == "ushort" else 255
    assert np.abs(result.numpy() / most - expected).max() * 255 < 0.6


@pytest.mark.parametrize(
    ("file_format", "profile", "bits"),
    [("png", "ProPhoto", 16), ("png", "AdobeRGB", 8), ("png", "sRGB", 8)],
)
def test_wide_space_gets_more_bits(file_format: str, profile: str, bits: int) -> None:
    options = ExportFormat(file_format=file_format, color_profile=profile)
    data = render_image(encoded(picture()), options, STUDIO).data
    assert data[24] == bits  # IHDR


@pytest.mark.parametrize("file_format", ["png", "webp", "tiff"])
def test_transparency_is_kept(file_format: str) -> None:
    result = rendered(encoded(picture(mode="RGBA")), file_format=file_format)
    assert result.mode == "RGBA"
    alpha = result.getchannel("A")
    assert alpha.getpixel((0, 20)) == 0
    assert alpha.getpixel((59, 20)) == 255


@pytest.mark.parametrize("file_format", ["png", "webp", "tiff"])
@pytest.mark.parametrize(("background", "level"), [("white", 255), ("black", 0)])
@pytest.mark.parametrize("profile", ["sRGB", "AdobeRGB"])
def test_background_fills_transparency(
    file_format: str, background: str, level: int, profile: str
) -> None:
    source = encoded(picture(mode="RGBA"))
    result = rendered(source, file_format=file_format, background=background, color_profile=profile)
    assert result.mode == "RGB"
    assert result.getpixel((3, 20)) == pytest.approx((level,) * 3, abs=2)


@pytest.mark.parametrize("background", list(Background))
def test_jpg_is_always_on_white(background: Background) -> None:
    source = encoded(picture(mode="RGBA"))
    result = rendered(source, file_format="jpg", background=background)
    assert result.mode == "RGB"
    assert result.getpixel((3, 20)) == pytest.approx((255, 255, 255), abs=3)


def test_16_bit_background_is_white() -> None:
    options = ExportFormat(color_profile="ProPhoto", background="white")
    data = render_image(encoded(picture(mode="RGBA")), options, STUDIO).data
    assert pyvips.Image.new_from_buffer(data, "")(3, 20) == pytest.approx([65_535] * 3, abs=1)


def test_exif_orientation_is_applied() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees clockwise to see it upright
    source = encoded(picture(60, 40), "JPEG", exif=exif)
    result = rendered(source, file_format="png")
    assert result.size == (40, 60)
    assert result.getexif().get(0x0112, 1) == 1


@pytest.mark.parametrize("file_format", FORMATS)
def test_place_of_capture_is_dropped(file_format: FileFormat) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera maker"
    exif.get_ifd(0x8825)[1] = "N"
    source = encoded(picture(), "JPEG", exif=exif)
    data = render_image(source, ExportFormat(file_format=file_format), STUDIO).data
    assert b"Camera maker" not in data
    assert not Image.open(io.BytesIO(data)).getexif().get_ifd(0x8825)


@pytest.mark.parametrize("mode", ["L", "LA", "CMYK", "I;16", "P"])
def test_other_colour_models_become_rgb(mode: str) -> None:
    image = (
        Image.fromarray(np.full((8, 8), 40_000, np.uint16))
        if mode == "I;16"
        else (picture().convert(mode))
    )
    source = encoded(image, "JPEG" if mode == "CMYK" else "PNG")
    result = rendered(source, color_profile="AdobeRGB", file_format="jpg")
    assert result.mode == "RGB"


def test_lower_quality_makes_smaller_file() -> None:
    source = encoded(Image.effect_noise((200, 200), 60))
    sizes = [
        len(render_image(source, ExportFormat(file_format="jpg", quality=q), STUDIO).data)
        for q in (20, 60, 95)
    ]
    assert sizes == sorted(sizes)
    assert len(set(sizes)) == 3


def test_same_input_gives_same_bytes() -> None:
    source, options = encoded(picture()), ExportFormat(file_format="webp", resolution="512")
    assert render_image(source, options, STUDIO) == render_image(source, options, STUDIO)


def test_checksums_are_those_of_the_bytes() -> None:
    result = render_image(encoded(picture()), ExportFormat(), STUDIO)
    assert result.crc32 == zlib.crc32(result.data)
    assert result.sha256 == hashlib.sha256(result.data).hexdigest()
    assert result.mime == "image/png"


@pytest.mark.parametrize(
    "source",
    [b"", b"not a picture", *(half(name) for name in PILLOW_NAMES.values())],
    ids=["empty", "text", *(f"half a {name}" for name in PILLOW_NAMES.values())],
)
@pytest.mark.parametrize("resolution", ["original", "512"])
def test_broken_source_says_so(source: bytes, resolution: str) -> None:
    with pytest.raises(BrokenImage, match="Corrupted source file"):
        render_image(source, ExportFormat(file_format="jpg", resolution=resolution), STUDIO)


def test_bomb_is_refused_by_its_header() -> None:
    side = int(MAX_PIXELS**0.5) + 1
    with pytest.raises(BrokenImage, match="megapixels"):
        render_image(encoded(Image.new("1", (side, side))), ExportFormat(), STUDIO)


def test_webp_side_limit_is_explained() -> None:
    with pytest.raises(BrokenImage, match="16383"):
        render_image(encoded(Image.new("L", (17_000, 2))), ExportFormat(file_format="webp"), STUDIO)
