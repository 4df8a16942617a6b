"""Light on a set and its contents, computed at a small size."""

import numpy as np

from shared.compositor import backdrop, light
from shared.compositor.layer import Layer
from shared.compositor.placement import Placement
from shared.compositor.request import StudioRequest
from shared.imaging.raster import Floats, resize_vips, to_floats, to_planes, to_vips
from shared.imaging.resample import blur

_SMALL_EDGE = 448  # light and shadow are smooth, so this size suffices


def small_size(placed: Placement) -> tuple[int, int]:
    scale = min(1.0, _SMALL_EDGE / max(placed.frame_width, placed.frame_height))
    return max(8, round(placed.frame_width * scale)), max(8, round(placed.frame_height * scale))


def find_cover(layers: list[Layer], placed: Placement, small: tuple[int, int]) -> Floats:
    """The combined alpha of all layers at working size, 0 to 1."""
    cover = np.zeros((small[1], small[0]), dtype=np.float32)
    scale = small[0] / placed.frame_width
    for layer in layers:
        alpha = to_vips(np.ascontiguousarray(layer.pixels[3]))
        width, height = max(1, round(alpha.width * scale)), max(1, round(alpha.height * scale))
        shape = to_floats(resize_vips(alpha, width, height)) / 255
        x, y = round(layer.left * scale), round(layer.top * scale)
        x0, y0, x1, y1 = max(0, x), max(0, y), min(small[0], x + width), min(small[1], y + height)
        if x1 > x0 and y1 > y0:
            piece = shape[y0 - y : y1 - y, x0 - x : x1 - x]
            cover[y0:y1, x0:x1] = np.maximum(cover[y0:y1, x0:x1], piece)
    return cover


def find_contact(garment: Layer, placed: Placement, small: tuple[int, int]) -> Floats:
    """The share of light that a garment leaves on the form below it, (height, width)."""
    cover = find_cover([garment], placed, small)
    unit = placed.form_unit * small[0] / placed.frame_width
    near = 0.55 * blur(cover, 0.016 * unit) + 0.35 * blur(cover, 0.05 * unit)
    return np.asarray(1 - 0.62 * np.clip(near, 0, 1), dtype=np.float32)


def light_set(
    request: StudioRequest,
    placed: Placement,
    lamp: light.Light,
    cover: Floats,
    rng: np.random.Generator,
) -> tuple[Floats, Floats]:
    """Return the lit empty set with shadows (sRGB 0 to 255), and the product's gain (about 1).

    Both are planes (3, height, width).
    """
    height, width = cover.shape
    scale = height / placed.frame_height
    floor = None if placed.floor_y is None else placed.floor_y * scale
    stage = backdrop.build_stage(
        request.style, width, height, floor, rng, request.shot.category == "flat_lay"
    )
    key = light.key_map(lamp, width, height)
    product_key = key
    if lamp.kind == "window" or request.shot.category == "lifestyle":
        pattern = light.window_pattern(
            lamp, width, height, leaves=request.shot.category == "lifestyle"
        )
        key, product_key = key * (0.62 + 0.50 * pattern), key * (0.84 + 0.22 * pattern)
    strength = 0.35 if request.shot.category == "ghost" else 1.0
    shadow = light.cast_shadow(cover, lamp, placed.distance, strength)
    if floor is not None:
        shadow = _floor_shadow(shadow, cover, placed, lamp, floor, scale)
    fill = 0.36 if lamp.kind != "hard" else 0.27
    colour = np.array(lamp.key, np.float32)[:, None, None] * (1 - fill)
    ambient = np.array(lamp.fill, np.float32)[:, None, None] * fill
    lit = (key * (1 - shadow)) * colour + (1 - 0.45 * shadow) * ambient
    scene = backdrop.to_display(to_planes(stage.albedo) * stage.shade * lit)
    reaching = product_key * light.volume_gain(cover, lamp)
    solid = cover > 0.5
    usual = float(reaching[solid].mean()) if solid.any() else 1.0
    inside = float((usual * colour + ambient).mean()) if solid.any() else 1.0
    gain = (reaching * colour + ambient) * np.float32(
        np.clip(inside, 0.93, 1.03) / max(inside, 1e-3)
    )
    return scene, np.clip(gain, 0.45, 1.35) ** np.float32(1 / 2.2)


def _floor_shadow(
    shadow: Floats, cover: Floats, placed: Placement, lamp: light.Light, floor: float, scale: float
) -> Floats:
    """End the wall's shadow at the floor, and cast the subject's flattened shadow there."""
    height, width = cover.shape
    columns = cover.max(axis=0)
    ground = placed.ground_y * scale
    rows = np.arange(height, dtype=np.float32)[:, None]
    soft = np.clip((rows - floor) / (0.03 * height), 0, 1)
    if placed.form_unit:
        reach = 0.19 * placed.form_unit * scale
        ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
        centre = placed.form_x * scale - lamp.side * reach * 0.5
        disc = np.hypot(
            (xs - centre) / (reach * 1.35), (ys - ground - 0.1 * reach) / (reach * 0.30)
        )
        pool = 0.62 * lamp.shadow * 1.8 / (1 + np.exp(np.clip((disc - 1) * 5, -30, 30)))
        contact = np.hypot(
            (xs - placed.form_x * scale) / (reach * 1.02), (ys - ground) / (reach * 0.19)
        )
        pool = np.maximum(pool, 0.7 / (1 + np.exp(np.clip((contact - 1) * 9, -30, 30))))
    elif not (columns > 0.3).any():
        return shadow
    else:
        ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
        filled = np.nonzero(columns > 0.3)[0]
        middle, half = (filled[0] + filled[-1]) / 2, (filled[-1] - filled[0]) / 2 + 1
        far = np.hypot(
            (xs - middle + lamp.side * 0.02 * width) / (0.92 * half),
            (ys - ground) / (0.024 * height),
        )
        pool = 0.80 * lamp.shadow * np.exp(-(far**2) * 1.2)
    wall = shadow * (1 - 0.55 * soft)
    return np.asarray(1 - (1 - wall) * (1 - pool), dtype=np.float32)
