"""ICC profiles of the color spaces of exports, as bytes.

libvips contains sRGB. The other two are written here as version 2 matrix profiles
(ICC.1:2001-04): three colorants, adapted to D50 as the format requires, and a gamma.

- Adobe RGB (1998) Color Image Encoding, version 2005-05: primaries (0.64, 0.33), (0.21, 0.71),
  (0.15, 0.06), white D65, gamma 563/256.
- ROMM RGB, ISO 22028-2: primaries (0.7347, 0.2653), (0.1596, 0.8404), (0.0366, 0.0001), white
  D50, gamma 1.8; the short linear part near black is omitted, as in common profiles.

A test derives the colorants from these primaries.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from struct import pack
from tempfile import TemporaryDirectory

import pyvips

from shared.imaging.color_space import ColorProfile

_D50 = (0.9642, 1.0, 0.8249)
_D65 = (0.9505, 1.0, 1.0891)
_HEADER_BYTES = 128
_TAG_BYTES = 12

XYZ = tuple[float, float, float]


@dataclass(frozen=True)
class MatrixSpace:
    """`colorants` are red, green and blue as XYZ relative to D50; `white` is the native white."""

    description: str
    colorants: tuple[XYZ, XYZ, XYZ]
    white: XYZ
    gamma: float


SPACES: Mapping[ColorProfile, MatrixSpace] = {
    ColorProfile.ADOBE_RGB: MatrixSpace(
        "Compatible with Adobe RGB (1998)",
        ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457)),
        _D65,
        563 / 256,
    ),
    ColorProfile.PROPHOTO: MatrixSpace(
        "ROMM RGB (ProPhoto)",
        ((0.79767, 0.28804, 0.0), (0.13519, 0.71187, 0.0), (0.03134, 0.00009, 0.82491)),
        _D50,
        1.8,
    ),
}


@cache
def profile_bytes(profile: ColorProfile) -> bytes:
    """The profile to embed in an image."""
    if profile is ColorProfile.SRGB:
        return bytes(pyvips.Image.profile_load("srgb"))
    return matrix_profile(SPACES[profile])


@cache
def profile_path(profile: ColorProfile) -> str:
    """The profile for libvips, which takes output profiles by name or file only.

    Converting with the bytes (import, then export) would take ten times the CPU.
    """
    if profile is ColorProfile.SRGB:
        return "srgb"
    path = Path(_folder().name) / f"{profile}.icc"
    path.write_bytes(profile_bytes(profile))
    return str(path)


@cache
def _folder() -> TemporaryDirectory[str]:
    """The folder of profile files, deleted at the end of the process."""
    return TemporaryDirectory(prefix="sartiq-icc-")


def matrix_profile(space: MatrixSpace) -> bytes:
    """A display profile with nine tags; clients see its description as the profile's name."""
    curve = pack(">4sLLH", b"curv", 0, 1, round(space.gamma * 256))
    red, green, blue = (_xyz_tag(colorant) for colorant in space.colorants)
    tags = {
        b"desc": _description_tag(space.description),
        b"cprt": b"text" + bytes(4) + b"No copyright, use freely\0",
        b"wtpt": _xyz_tag(space.white),
        b"rXYZ": red,
        b"gXYZ": green,
        b"bXYZ": blue,
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    table, data = pack(">L", len(tags)), b""
    start = _HEADER_BYTES + len(table) + _TAG_BYTES * len(tags)
    for signature, tag in tags.items():
        table += pack(">4sLL", signature, start + len(data), len(tag))
        data += tag + bytes(-len(tag) % 4)
    return _header(start + len(data)) + table + data


def _header(size: int) -> bytes:
    return (
        pack(">L4sL4s4s4s", size, bytes(4), 0x02100000, b"mntr", b"RGB ", b"XYZ ")
        + pack(">6H4s", 2024, 1, 1, 0, 0, 0, b"acsp")
        + bytes(24)  # platform, flags, maker, model and attributes: not set
        + pack(">L", 1)  # relative colorimetric
        + _fixed(_D50)
        + bytes(48)
    )


def _description_tag(text: str) -> bytes:
    ascii_text = text.encode("ascii") + b"\0"
    # Without Unicode and ScriptCode text; the latter occupies its 67 bytes nonetheless.
    return pack(">4sLL", b"desc", 0, len(ascii_text)) + ascii_text + bytes(4 + 4 + 2 + 1 + 67)


def _xyz_tag(value: XYZ) -> bytes:
    return b"XYZ " + bytes(4) + _fixed(value)


def _fixed(value: XYZ) -> bytes:
    """s15Fixed16 numbers: 16 fractional bits."""
    return pack(">3l", *(round(number * 65536) for number in value))
