"""Lighting of a set: direction, softness, color and shadows.

Light values are linear; 1.0 leaves a color unchanged.
"""

from dataclasses import dataclass

import numpy as np

from shared.compositor.request import StudioStyle
from shared.imaging.raster import Floats
from shared.imaging.resample import blur, resize


@dataclass(frozen=True)
class Light:
    """One key light and its fill.

    `side` is -1 (left) to 1 (right), `height` 0 (level) to 1 (above). `softness` is the blur of a
    shadow at a distance of one, as a share of the frame's longer edge.
    """

    kind: str
    side: float
    height: float
    softness: float
    shadow: float
    contrast: float
    key: tuple[float, float, float]
    fill: tuple[float, float, float]
    phase: float


_KINDS = {  # softness, shadow strength, contrast between the lit side and the far side
    "soft": (0.030, 0.34, 0.20),
    "window": (0.016, 0.46, 0.34),
    "hard": (0.0045, 0.56, 0.26),
    "rim": (0.028, 0.50, 0.62),
}


def make_light(style: StudioStyle, generator: np.random.Generator) -> Light:
    """Return the light of a style, varied slightly by the seed."""
    softness, shadow, contrast = _KINDS[style.lighting]
    warmth = float(np.clip(style.warmth, -1, 1))
    side = float(generator.choice([-1.0, 1.0]) * generator.uniform(0.55, 1.0))
    return Light(
        kind=style.lighting,
        side=side,
        height=float(generator.uniform(0.45, 0.85)),
        softness=softness * float(generator.uniform(0.8, 1.25)),
        shadow=shadow * float(generator.uniform(0.9, 1.1)),
        contrast=contrast * float(generator.uniform(0.85, 1.15)),
        key=(1 + 0.10 * warmth, 1 + 0.01 * warmth, 1 - 0.15 * warmth),
        # The fill light of a shadow has the complementary tint.
        fill=(1 - 0.06 * warmth - 0.015, 1.0, 1 + 0.08 * warmth + 0.02),
        phase=float(generator.uniform(0, 1)),
    )


def key_map(light: Light, width: int, height: int) -> Floats:
    """Share of the key light at each position, (height, width), about 0.4 to 1.1."""
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = xs / width * 2 - 1, ys / height * 2 - 1
    if light.kind == "rim":
        glow = np.exp(-((x - 0.15 * light.side) ** 2 / 0.55 + (y + 0.12) ** 2 / 0.6))
        return np.asarray(0.34 + 0.8 * glow, dtype=np.float32)
    towards = x * light.side * 0.8 - y * light.height * 0.7
    falloff = 1 + light.contrast * np.tanh(towards * 0.9)
    corner = 1 - 0.10 * light.contrast * (x * x + y * y)
    return np.asarray(falloff * corner, dtype=np.float32)


def window_pattern(light: Light, width: int, height: int, leaves: bool) -> Floats:
    """Window light, 0 to 1: a slanted grid of panes with the shadow of a branch."""
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    scale = max(width, height)
    x, y = xs / scale, ys / scale
    slant = -0.42 * light.side
    u = (x - width / scale / 2) + slant * (y - 0.5) + 0.07 * (light.phase - 0.5)
    v = y - 0.44 + 0.10 * (light.phase - 0.5) + 0.20 * light.side * (x - width / scale / 2)
    panes = _box(u, -0.235, -0.012) + _box(u, 0.012, 0.235)
    rows = _box(v, -0.36, -0.135) + _box(v, -0.11, 0.115) + _box(v, 0.14, 0.365)
    lit = panes * rows
    if leaves:
        # The branch is out of focus, so half the resolution suffices.
        shade = resize(_branch(light, u[::2, ::2], v[::2, ::2]), width, height)
        lit = lit * (1 - 0.8 * shade)
    # The far end of the pattern is further from the window frame and therefore softer.
    return np.clip(blur(lit.astype(np.float32), 0.0045 * scale), 0, 1)


def _box(value: Floats, start: float, end: float) -> Floats:
    return np.asarray((value > start) & (value < end), dtype=np.float32)


def _branch(light: Light, u: Floats, v: Floats) -> Floats:
    """A hanging branch with two rows of leaves: ellipses along a bent line."""
    shade = np.zeros_like(u)
    mirror = np.sign(light.side)
    for index in range(18):
        t = index / 17
        bend = 0.34 * t * t
        cx = mirror * (0.27 - 0.30 * t - 0.10 * bend)
        cy = -0.36 + 0.46 * t + bend * 0.25
        angle = mirror * (1.15 if index % 2 else -0.35) + 0.5 * t + 0.6 * (light.phase - 0.5)
        length, girth = 0.062 * (1 - 0.35 * t), 0.014
        du, dv = u - cx, v - cy
        along = (
            du * np.cos(angle)
            + dv * np.sin(angle)
            - length * 0.8 * (1 if index % 2 else -1) * mirror
        )
        across = -du * np.sin(angle) + dv * np.cos(angle)
        shade = np.maximum(shade, (along / length) ** 2 + (across / girth) ** 2 < 1)
    return shade.astype(np.float32)


def cast_shadow(alpha: Floats, light: Light, distance: float, strength: float = 1.0) -> Floats:
    """Darkness (0 to 1) of a shape's shadow on a wall `distance` behind it.

    Three copies approximate the penumbra: narrow and dark near the contact, wide, pale and
    displaced further out. `distance` is a share of the frame's longer edge.
    """
    scale = max(alpha.shape)
    reach = distance * scale
    light_left = np.zeros_like(alpha) + 1
    for share, spread, weight in ((0.16, 0.25, 0.38), (0.55, 0.7, 0.45), (1.0, 1.25, 0.5)):
        moved = _move(
            alpha, -light.side * reach * share, (0.35 + light.height * 0.75) * reach * share
        )
        wide = blur(moved, max(0.6, light.softness * scale * spread * (0.5 + 12 * distance)))
        light_left = light_left * (
            1 - np.clip(wide * weight * light.shadow * 1.55 * strength, 0, 0.95)
        )
    return np.asarray(1 - light_left, dtype=np.float32)


def volume_gain(alpha: Floats, light: Light) -> Floats:
    """Brightness that gives a flat cut-out volume under this light, about 0.8 to 1.15.

    The blurred silhouette approximates a height field; its slope against the light is Lambert's
    cosine to first order.
    """
    scale = max(alpha.shape)
    height_field = 0.6 * blur(alpha, 0.018 * scale) + 0.9 * blur(alpha, 0.05 * scale)
    slope_y, slope_x = np.gradient(height_field)
    facing = -(slope_x * light.side - 0.6 * slope_y * light.height) * scale * 0.03
    strength = 0.55 + light.contrast
    return np.asarray(1 + np.clip(facing * strength, -0.2, 0.16), dtype=np.float32)


def _move(alpha: Floats, dx: float, dy: float) -> Floats:
    moved = np.zeros_like(alpha)
    x, y = round(dx), round(dy)
    height, width = alpha.shape
    if abs(x) >= width or abs(y) >= height:
        return moved
    moved[max(0, y) : height + min(0, y), max(0, x) : width + min(0, x)] = alpha[
        max(0, -y) : height + min(0, -y), max(0, -x) : width + min(0, -x)
    ]
    return moved
