"""Composition of a cut-out on a set: light at a small size, everything else at full size."""

import zlib
from functools import lru_cache

import numpy as np
import pyvips

from shared.compositor import light
from shared.compositor.dress_form import draw_form
from shared.compositor.layer import Layer
from shared.compositor.paint import Painter
from shared.compositor.place import place
from shared.compositor.placement import Placement
from shared.compositor.product import place_product
from shared.compositor.props import draw_hanger, draw_rail
from shared.compositor.request import Rendered, StudioRequest
from shared.compositor.silhouette import Silhouette, measure
from shared.compositor.stage_light import find_contact, find_cover, light_set, small_size
from shared.imaging.raster import to_bytes, to_vips

_QUALITY = 88
_OUTLINE_EDGE = 320


def render(cutout: bytes, request: StudioRequest) -> Rendered:
    """Compose the image that the request describes. Deterministic: equal input, equal bytes."""
    generator = np.random.Generator(np.random.PCG64([request.seed & (2**63 - 1), salt(request)]))
    product = _decode(cutout)
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
    """Light the set and its contents, paint the image, and encode it."""
    small = small_size(placed)
    cover = find_cover(layers, placed, small)
    stage, subject = light_set(request, placed, lamp, cover, generator)
    lit = [
        (layer, subject * find_contact(layers[-1], placed, small) if layer.shaded else subject)
        for layer in layers
    ]
    painter = Painter(placed.frame_width, placed.frame_height)
    red, green, blue = map(to_vips, painter.paint(stage, lit, request.style, generator))
    image = red.bandjoin([green, blue]).copy(interpretation="srgb")
    encoded = image.webpsave_buffer(Q=_QUALITY, effort=0)
    return Rendered(bytes(encoded), placed.frame_width, placed.frame_height)


def salt(request: StudioRequest) -> int:
    """Derive the random seed. Different shot types of one seed vary differently."""
    text = f"{request.shot.category}/{request.style.backdrop}/{request.style.lighting}"
    return zlib.crc32(text.encode())


@lru_cache(maxsize=2)  # the predictions of one product are requested in sequence
def _decode(cutout: bytes) -> pyvips.Image:
    return pyvips.Image.new_from_buffer(cutout, "").copy_memory()


def _measure(product: pyvips.Image, garment: str) -> Silhouette:
    alpha = product.extract_band(3).thumbnail_image(
        _OUTLINE_EDGE, height=_OUTLINE_EDGE, size="down"
    )
    return measure(to_bytes(alpha).reshape(alpha.height, alpha.width) > 96, garment)


def _build_layers(
    product: pyvips.Image,
    placed: Placement,
    outline: Silhouette,
    request: StudioRequest,
    lamp: light.Light,
) -> list[Layer]:
    """The layers from back to front."""
    layers: list[Layer] = []
    if placed.rail_y >= 0:
        thickness = max(4, round(0.0085 * placed.frame_height))
        rail = draw_rail(placed.frame_width, thickness, lamp.side)
        layers.append(Layer(rail, 0, placed.rail_y))
    if placed.hanger:
        rise = max(8, placed.top - placed.rail_y + round(0.022 * placed.frame_height))
        hanger, left = draw_hanger(outline, placed.width, placed.height, rise, lamp.side)
        layers.append(Layer(hanger, placed.left + left, placed.top - rise))
    if placed.form_unit:
        bottom = outline.kind == "bottom"
        form = draw_form(request.form, placed.form_unit, lamp.side, bottom, placed.form_height)
        left = placed.form_x - form.shape[2] // 2
        layers.append(Layer(form, left, placed.form_y, shaded=True))
    return [*layers, place_product(product, placed)]
