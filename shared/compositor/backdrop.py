"""The set behind a product: material, color and architecture, before lighting."""

from dataclasses import dataclass

import numpy as np

from shared.compositor.noise import clouds
from shared.compositor.request import StudioStyle, parse_hex
from shared.imaging.raster import Floats

TEXTURES = {  # full-size tile (see `noise`) and its strength
    "seamless": ("grain", 0.010),
    "gradient": ("grain", 0.010),
    "plaster": ("plaster", 0.030),
    "concrete": ("concrete", 0.034),
    "linen": ("linen", 0.045),
    "arch": ("plaster", 0.020),
}


@dataclass(frozen=True)
class Stage:
    """A set without light, at working size.

    `albedo` is linear RGB (height, width, 3). `shade` is the set's ambient occlusion (corners,
    folds, niche), 1 where it is open.
    """

    albedo: Floats
    shade: Floats


def build_stage(
    style: StudioStyle,
    width: int,
    height: int,
    floor_y: float | None,
    generator: np.random.Generator,
    from_above: bool = False,
) -> Stage:
    """Build the set of a style. `from_above` makes it a table with a sheet of colored paper."""
    wall = to_linear(style.palette[0])
    accent = to_linear(style.palette[1]) if len(style.palette) > 1 else wall * 0.80
    tone = 1 + generator.uniform(-0.07, 0.05)
    offset = (int(generator.integers(512)), int(generator.integers(512)))
    wall, accent = wall * tone, accent * tone
    albedo = np.broadcast_to(wall, (height, width, 3)).astype(np.float32)
    shade = np.ones((height, width), dtype=np.float32)
    material = _plaster if from_above and style.backdrop == "arch" else _MATERIALS[style.backdrop]
    albedo, shade = material(albedo, shade, accent, offset, generator)
    if from_above:
        albedo, shade = _lay_sheet(albedo, shade, accent, generator)
    if floor_y is not None:
        albedo, shade = _lay_floor(style, albedo, shade, accent, floor_y)
    return Stage(np.clip(albedo, 0, 1.2), shade)


def to_linear(colour: str) -> Floats:
    """Convert '#e9e4dc' to three linear light values from 0 to 1 (IEC 61966-2-1)."""
    value = np.array(parse_hex(colour), dtype=np.float32) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4).astype(
        np.float32
    )


def to_display(linear: Floats) -> Floats:
    """Convert linear light to sRGB, 0 to 255, with soft highlight compression."""
    place = np.clip(linear * (len(_DISPLAY) / _BRIGHTEST), 0, len(_DISPLAY) - 1).astype(np.intp)
    return np.asarray(_DISPLAY.take(place), dtype=np.float32)


def _display_table() -> Floats:
    """A lookup table: ten times faster than a power per pixel, exact to a quarter of a level."""
    linear = np.linspace(0, _BRIGHTEST, 1 << 15, dtype=np.float32)
    rolled = np.where(linear > 0.85, 0.85 + 0.15 * np.tanh((linear - 0.85) / 0.15), linear)
    curve = np.where(rolled <= 0.0031308, rolled * 12.92, 1.055 * rolled ** (1 / 2.4) - 0.055)
    return np.asarray(255 * curve, dtype=np.float32)


_BRIGHTEST = 3.0
_DISPLAY = _display_table()


Built = tuple[Floats, Floats]
Offset = tuple[int, int]


def _seamless(
    albedo: Floats, shade: Floats, accent: Floats, offset: Offset, _: np.random.Generator
) -> Built:
    height, width = shade.shape
    return albedo * (1 + 0.012 * clouds(width, height, offset, 2.0))[..., None], shade


def _gradient(
    albedo: Floats, shade: Floats, accent: Floats, offset: Offset, generator: np.random.Generator
) -> Built:
    height, width = shade.shape
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    centre = (0.5 + generator.uniform(-0.14, 0.14), 0.38 + generator.uniform(-0.08, 0.08))
    far = np.hypot((xs / width - centre[0]) * 0.9, ys / height - centre[1])
    mix = np.clip(far / 0.78, 0, 1) ** 1.5
    mix = (mix + 0.03 * clouds(width, height, offset, 2.0))[..., None]
    return albedo * 1.06 * (1 - mix) + accent * mix, shade


def _plaster(
    albedo: Floats, shade: Floats, accent: Floats, offset: Offset, _: np.random.Generator
) -> Built:
    height, width = shade.shape
    large, fine = clouds(width, height, offset, 2.6), clouds(width, height, offset[::-1], 0.9)
    tint = 0.10 * (large - 0.1)[..., None]
    return albedo * (1 + 0.085 * large + 0.05 * fine)[..., None] * (1 - tint) + accent * tint, shade


def _concrete(
    albedo: Floats, shade: Floats, accent: Floats, offset: Offset, generator: np.random.Generator
) -> Built:
    height, width = shade.shape
    stain = 0.09 * clouds(width, height, offset, 2.2) + 0.07 * clouds(
        width, height, offset[::-1], 0.7
    )
    albedo = albedo * (1 + stain)[..., None]
    x, y = (
        (0.32 + generator.uniform(-0.2, 0.36)) * width,
        (0.30 + generator.uniform(-0.12, 0.1)) * height,
    )
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    unit = max(width, height)
    joint = np.minimum(np.abs(xs - x), np.abs(ys - y))
    shade = shade * (1 - 0.42 * np.exp(-((joint / (0.0022 * unit)) ** 2)))
    for dx, dy in ((-0.07, -0.07), (0.07, -0.07), (-0.07, 0.07), (0.07, 0.07)):
        hole = np.hypot(xs - x - dx * unit * 1.6, ys - y - dy * unit * 1.6) / (0.0085 * unit)
        shade = shade * (1 - 0.5 / (1 + np.exp(np.clip((hole - 1) * 7, -30, 30))))
    return albedo, shade


def _linen(
    albedo: Floats, shade: Floats, accent: Floats, offset: Offset, generator: np.random.Generator
) -> Built:
    """Hanging cloth. The folds are a sum of waves whose phase drifts slowly downwards."""
    height, width = shade.shape
    xs = np.arange(width, dtype=np.float32)[None, :]
    drift = 0.9 * clouds(width, height, offset, 3.0)
    x = xs / width * 2 * np.pi + 0.25 * drift + generator.uniform(0, 6)
    folds = (
        np.sin(2.3 * x + drift)
        + 0.6 * np.sin(5.1 * x + 1.7 * drift)
        + 0.3 * np.sin(9.7 * x - drift)
    )
    shade = shade * (1 + 0.075 * folds - 0.045 * np.maximum(0, folds - 1.0) ** 2)
    return albedo * (1 + 0.02 * drift)[..., None], np.asarray(shade, dtype=np.float32)


def _arch(
    albedo: Floats, shade: Floats, accent: Floats, offset: Offset, generator: np.random.Generator
) -> Built:
    """A niche with a round head in a plastered wall: deeper in color, shaded below its edge."""
    albedo, shade = _plaster(albedo, shade, accent, offset, generator)
    height, width = shade.shape
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    centre = width * (0.5 + generator.uniform(-0.05, 0.05))
    radius = width * generator.uniform(0.36, 0.40)
    spring = height * 0.10 + radius
    head = radius - np.hypot(xs - centre, np.minimum(ys - spring, 0))
    inside = np.clip(head + 0.5, 0, 1)
    edge = np.clip(head / (0.055 * width), 0, 1)
    niche = accent * (1 + 0.05 * clouds(width, height, offset, 1.8))[..., None]
    albedo = albedo * (1 - inside)[..., None] + niche * inside[..., None]
    shade = shade * (1 - 0.30 * inside * (1 - edge) ** 2)
    rim = np.exp(-(((head + 1.2) / 1.3) ** 2))
    return albedo, np.asarray(shade * (1 + 0.10 * rim), dtype=np.float32)


_MATERIALS = {
    "seamless": _seamless,
    "gradient": _gradient,
    "plaster": _plaster,
    "concrete": _concrete,
    "linen": _linen,
    "arch": _arch,
}


def _lay_sheet(
    albedo: Floats, shade: Floats, accent: Floats, generator: np.random.Generator
) -> Built:
    """Lay rotated paper in the second color that extends beyond the image on one side."""
    height, width = shade.shape
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    angle = generator.choice([-1, 1]) * generator.uniform(0.10, 0.30)
    x, y = (
        xs - width * (0.5 + generator.uniform(-0.06, 0.06)),
        ys - height * (0.5 + generator.uniform(-0.04, 0.04)),
    )
    u, v = x * np.cos(angle) + y * np.sin(angle), -x * np.sin(angle) + y * np.cos(angle)
    wide, high = generator.uniform(0.30, 0.36) * width, generator.uniform(0.33, 0.38) * height
    inside = np.minimum(wide - np.abs(u), high - np.abs(v))
    cover = np.clip(inside + 0.5, 0, 1)[..., None]
    shade = shade * (1 - 0.16 * np.exp(-np.maximum(-inside, 0) / 5) * (1 - cover[..., 0]))
    flat = 1 + (shade - 1) * 0.3
    return albedo * (1 - cover) + accent * cover, shade * (1 - cover[..., 0]) + flat * cover[..., 0]


def _lay_floor(
    style: StudioStyle, albedo: Floats, shade: Floats, accent: Floats, floor_y: float
) -> Built:
    """Add a floor: a smooth curve for paper and cloth, an edge for walls."""
    height = shade.shape[0]
    rows = np.arange(height, dtype=np.float32)[:, None]
    swept = style.backdrop in ("seamless", "gradient", "linen")
    if swept:
        bend = (rows - floor_y) / (0.10 * height)
        shade = shade * (1 - 0.085 * np.exp(-(bend**2)) + 0.05 / (1 + np.exp(-bend * 3)))
        return albedo, np.asarray(shade, dtype=np.float32)
    floor = np.clip(rows - floor_y + 0.5, 0, 1)
    colour = accent * 0.92 if style.backdrop != "arch" else to_linear(style.palette[0]) * 0.86
    worn = 1 + 0.05 * clouds(shade.shape[1], height, (40, 90), 2.0)
    albedo = albedo * (1 - floor[..., None]) + colour * (worn * floor)[..., None]
    # The shading of the wall (joints, a niche) does not continue on the floor.
    shade = shade * (1 - floor) + floor
    near = np.abs(rows - floor_y) / height
    crease = 0.22 * np.exp(-near / 0.012) + 0.12 * np.exp(-near / 0.05)
    depth = 1 + 0.10 * np.clip((rows - floor_y) / (0.25 * height), 0, 1) * floor
    return albedo, np.asarray(shade * (1 - crease) * depth, dtype=np.float32)
