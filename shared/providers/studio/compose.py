"""Putting a cut-out on a set: one small picture of the light, one full-size picture of the rest."""

import zlib
from dataclasses import dataclass

import numpy as np
import pyvips
from numpy.typing import NDArray

from . import backdrop, light
from .dress_form import draw_form
from .noise import TILE, make_tile
from .place import Placement, place
from .props import draw_hanger, draw_rail
from .raster import Floats, blur, resize_vips, to_bytes, to_floats, to_vips
from .request import Rendered, StudioRequest
from .silhouette import Silhouette, measure

_SMALL_EDGE = 448  # light and shadow are smooth: they are computed at this size
_QUALITY = 88


@dataclass(frozen=True)
class Layer:
    """RGBA pixels with their upper left corner in the picture; `shaded` by the layer above."""

    pixels: NDArray[np.uint8]
    left: int
    top: int
    shaded: bool = False


def render(cutout: bytes, request: StudioRequest) -> Rendered:
    """Compose the picture a request describes. Deterministic: equal input, equal bytes."""
    generator = np.random.Generator(np.random.PCG64([request.seed & (2**63 - 1), salt(request)]))
    product = pyvips.Image.new_from_buffer(cutout, "")
    outline = _measure(product, request.garment)
    placed = place(request, (product.width, product.height), outline, generator)
    lamp = light.make_light(request.style, generator)
    layers = _build_layers(product, placed, outline, request, lamp)
    return assemble(layers, placed, request, lamp, generator)


def assemble(
    layers: list[Layer],
    placed: Placement,
    request: StudioRequest,
    lamp: light.Light,
    generator: np.random.Generator,
) -> Rendered:
    """Light the set with what stands in it, paint it, and encode the picture."""
    small = _small_size(placed)
    cover = _cover(layers, placed, small)
    stage_light, subject_light = _light(request, placed, lamp, cover, generator)
    picture = _paint_stage(stage_light, placed, request, generator)
    for layer in layers:
        gain = (
            subject_light * _contact(layers[-1], placed, small) if layer.shaded else subject_light
        )
        _paint(picture, layer, gain)
    image = to_vips(picture).copy(interpretation="srgb")
    encoded = image.webpsave_buffer(Q=_QUALITY, effort=0)
    return Rendered(bytes(encoded), placed.frame_width, placed.frame_height)


def salt(request: StudioRequest) -> int:
    """The same seed should not turn every shot type the same way."""
    text = f"{request.shot.category}/{request.style.backdrop}/{request.style.lighting}"
    return zlib.crc32(text.encode())


def _measure(product: pyvips.Image, garment: str) -> Silhouette:
    alpha = product.extract_band(3).thumbnail_image(320, height=320, size="down")
    return measure(to_bytes(alpha).reshape(alpha.height, alpha.width) > 96, garment)


def _build_layers(
    product: pyvips.Image,
    placed: Placement,
    outline: Silhouette,
    request: StudioRequest,
    lamp: light.Light,
) -> list[Layer]:
    """From back to front."""
    layers: list[Layer] = []
    garment = _place_product(product, placed)
    if placed.rail_y >= 0:
        thickness = max(4, round(0.0085 * placed.frame_height))
        rail = draw_rail(placed.frame_width, thickness, lamp.side)
        layers.append(Layer(rail, 0, placed.rail_y))
    if placed.hanger:
        rise = max(8, placed.top - placed.rail_y + round(0.022 * placed.frame_height))
        hanger = draw_hanger(outline, placed.width, placed.height, rise, lamp.side)
        layers.append(Layer(hanger, placed.left, placed.top - rise))
    if placed.form_unit:
        bottom = outline.kind == "bottom"
        form = draw_form(request.form, placed.form_unit, lamp.side, bottom, placed.form_height)
        left = placed.form_x - form.shape[1] // 2
        layers.append(Layer(form, left, placed.form_y, shaded=True))
    return [*layers, garment]


def _place_product(product: pyvips.Image, placed: Placement) -> Layer:
    """Scaled and turned, cut to what the picture shows."""
    kernel = "cubic" if placed.width > product.width else "lanczos3"
    image, left, top = product, placed.left, placed.top
    scale = placed.width / product.width
    # A turn moves the frame's corners over the product by its sine.
    turn = abs(float(np.sin(np.radians(placed.degrees))))
    spare = 4 + 0.6 * turn * max(placed.frame_width, placed.frame_height) / scale
    first, upper = max(0, int(-left / scale - spare)), max(0, int(-top / scale - spare))
    last = min(product.width, int((placed.frame_width - left) / scale + spare))
    lower = min(product.height, int((placed.frame_height - top) / scale + spare))
    image = product.crop(first, upper, max(1, last - first), max(1, lower - upper))
    left, top = left + first * scale, top + upper * scale
    image = resize_vips(
        image, max(1, round(image.width * scale)), max(1, round(image.height * scale)), kernel
    )
    if placed.degrees:
        width, height = image.width, image.height
        image = image.similarity(angle=placed.degrees, background=[0, 0, 0, 0])
        left, top = left + (width - image.width) / 2, top + (height - image.height) / 2
    return Layer(to_bytes(image), round(left), round(top))


def _small_size(placed: Placement) -> tuple[int, int]:
    scale = min(1.0, _SMALL_EDGE / max(placed.frame_width, placed.frame_height))
    return max(8, round(placed.frame_width * scale)), max(8, round(placed.frame_height * scale))


def _cover(layers: list[Layer], placed: Placement, small: tuple[int, int]) -> Floats:
    """All layers' alpha together at working size, 0 to 1."""
    cover = np.zeros((small[1], small[0]), dtype=np.float32)
    scale = small[0] / placed.frame_width
    for layer in layers:
        alpha = to_vips(np.ascontiguousarray(layer.pixels[..., 3]))
        width, height = max(1, round(alpha.width * scale)), max(1, round(alpha.height * scale))
        shape = to_floats(resize_vips(alpha, width, height)) / 255
        x, y = round(layer.left * scale), round(layer.top * scale)
        x0, y0, x1, y1 = max(0, x), max(0, y), min(small[0], x + width), min(small[1], y + height)
        if x1 > x0 and y1 > y0:
            piece = shape[y0 - y : y1 - y, x0 - x : x1 - x]
            cover[y0:y1, x0:x1] = np.maximum(cover[y0:y1, x0:x1], piece)
    return cover


def _contact(garment: Layer, placed: Placement, small: tuple[int, int]) -> Floats:
    """What a garment leaves of the light on the form beneath it, (height, width, 1)."""
    cover = _cover([garment], placed, small)
    unit = placed.form_unit * small[0] / placed.frame_width
    near = 0.55 * blur(cover, 0.016 * unit) + 0.35 * blur(cover, 0.05 * unit)
    return np.asarray((1 - 0.62 * np.clip(near, 0, 1))[..., None], dtype=np.float32)


def _light(
    request: StudioRequest,
    placed: Placement,
    lamp: light.Light,
    cover: Floats,
    rng: np.random.Generator,
) -> tuple[Floats, Floats]:
    """The lit empty set with shadows (sRGB 0..255), and the gain for the product (about 1)."""
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
    colour = np.array(lamp.key, np.float32) * (1 - fill)
    ambient = np.array(lamp.fill, np.float32) * fill
    lit = (key * (1 - shadow))[..., None] * colour + (1 - 0.45 * shadow)[..., None] * ambient
    scene = backdrop.to_display(stage.albedo * stage.shade[..., None] * lit)
    gain = (product_key * light.volume_gain(cover, lamp))[..., None] * colour + ambient
    inside = float(gain.mean(axis=2)[cover > 0.5].mean()) if (cover > 0.5).any() else 1.0
    gain = gain / max(inside, 1e-3) * np.clip(inside, 0.93, 1.03)
    return scene, np.clip(gain, 0.45, 1.35) ** (1 / 2.2)


def _floor_shadow(
    shadow: Floats, cover: Floats, placed: Placement, lamp: light.Light, floor: float, scale: float
) -> Floats:
    """On the floor the wall's shadow ends, and the subject throws its own, flattened."""
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


def _paint_stage(
    scene: Floats, placed: Placement, request: StudioRequest, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """The set at full size: the small picture enlarged, times its material, plus grain."""
    name, strength = backdrop.TEXTURES[request.style.backdrop]
    tile = 1 + strength * make_tile(name) + 0.006 * make_tile("grain")
    down, across = -(-placed.frame_height // TILE) + 1, -(-placed.frame_width // TILE) + 1
    material = to_vips(tile.astype(np.float32)).replicate(across, down)
    x, y = int(rng.integers(TILE)), int(rng.integers(TILE))
    material = material.crop(x, y, placed.frame_width, placed.frame_height)
    large = resize_vips(to_vips(scene), placed.frame_width, placed.frame_height)
    return np.array(to_bytes(large * material))


def _paint(picture: NDArray[np.uint8], layer: Layer, gain: Floats) -> None:
    """Blend one layer in place."""
    height, width = picture.shape[:2]
    x0, y0 = max(0, layer.left), max(0, layer.top)
    x1 = min(width, layer.left + layer.pixels.shape[1])
    y1 = min(height, layer.top + layer.pixels.shape[0])
    if x1 <= x0 or y1 <= y0:
        return
    piece = layer.pixels[y0 - layer.top : y1 - layer.top, x0 - layer.left : x1 - layer.left]
    image = to_vips(piece)
    colour, alpha = image.extract_band(0, n=3), image.extract_band(3)
    lit = resize_vips(to_vips(gain), width, height).crop(x0, y0, x1 - x0, y1 - y0)
    colour = (colour * lit).cast("uchar")
    region = to_vips(picture[y0:y1, x0:x1])
    picture[y0:y1, x0:x1] = to_bytes(alpha.ifthenelse(colour, region, blend=True))
