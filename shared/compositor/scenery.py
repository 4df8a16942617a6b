"""Images without a product: an empty set, and a subject in a set."""

import numpy as np

from shared.compositor.compose import assemble, salt
from shared.compositor.dress_form import HEIGHT, draw_form
from shared.compositor.layer import Layer
from shared.compositor.light import make_light
from shared.compositor.placement import Placement, frame_size
from shared.compositor.request import Rendered, StudioRequest


def render_set(request: StudioRequest) -> Rendered:
    """Render the empty set of a style."""
    return _render(request, with_form=False)


def render_subject(request: StudioRequest) -> Rendered:
    """Render the request's undressed dress form in the request's set."""
    return _render(request, with_form=True)


def _render(request: StudioRequest, with_form: bool) -> Rendered:
    generator = np.random.Generator(np.random.PCG64([request.seed & (2**63 - 1), salt(request)]))
    width, height = frame_size(request.shot, request.longest_edge)
    unit = min(0.865 * height / (HEIGHT + 0.02), 1.1 * width)
    unit *= {"full": 1.0, "three_quarter": 1.3, "half": 1.6, "close": 2.0}[request.shot.framing]
    top = 0.93 * height - HEIGHT * unit if request.shot.framing == "full" else 0.06 * height
    placed = Placement(
        width,
        height,
        0,
        0,
        width,
        height,
        0.0,
        floor_y=min(top + 1.6 * unit, 0.86 * height),
        ground_y=top + 1.765 * unit,
        distance=0.06,
        form_unit=round(unit) if with_form else 0,
        form_x=width // 2,
        form_y=round(top),
    )
    lamp = make_light(request.style, generator)
    layers: list[Layer] = []
    if with_form:
        form = draw_form(request.form, placed.form_unit, lamp.side)
        layers.append(Layer(form, placed.form_x - form.shape[2] // 2, placed.form_y))
    return assemble(layers, placed, request, lamp, generator)
