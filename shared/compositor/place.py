"""Framing, placement, and the differences between seeds."""

import numpy as np

from shared.compositor import dress_form
from shared.compositor.fitting import fit_to_form
from shared.compositor.placement import Placement, frame_size
from shared.compositor.request import StudioRequest
from shared.compositor.silhouette import Silhouette

_ZOOM = {"full": 1.0, "three_quarter": 1.28, "half": 1.65, "close": 2.25}


def place(
    request: StudioRequest,
    size: tuple[int, int],
    outline: Silhouette,
    generator: np.random.Generator,
) -> Placement:
    """Return the placement of a product of `size` pixels for the requested shot."""
    width, height = frame_size(request.shot, request.longest_edge)
    planner = {
        "on_model": _on_form,
        "flat_lay": _flat,
        "detail": _detail,
        "lifestyle": _hung,
        "ghost": _ghost,
    }.get(request.shot.category, _packshot)
    return planner(width, height, size, outline, _ZOOM[request.shot.framing], generator)


Planned = tuple[int, int, tuple[int, int], Silhouette, float, np.random.Generator]


def _packshot(
    width: int,
    height: int,
    size: tuple[int, int],
    outline: Silhouette,
    zoom: float,
    rng: np.random.Generator,
) -> Placement:
    """The product floats before paper, with a shadow on the wall and a pale one on the floor."""
    scale = zoom * _fit(size, 0.76 * width, 0.70 * height) * rng.uniform(0.95, 1.03)
    left, top = _centre(width, height, size, scale, zoom, rng, 0.465)
    floor = height * (0.855 + rng.uniform(-0.012, 0.02))
    return Placement(
        width,
        height,
        left,
        top,
        round(size[0] * scale),
        round(size[1] * scale),
        rng.uniform(-0.8, 0.8),
        floor_y=height + (floor - height) * (2 - zoom) if zoom < 1.5 else None,
        ground_y=floor + 0.035 * height,
        distance=rng.uniform(0.026, 0.044),
    )


def _ghost(
    width: int,
    height: int,
    size: tuple[int, int],
    outline: Silhouette,
    zoom: float,
    rng: np.random.Generator,
) -> Placement:
    """A straight and centered catalog image with almost no shadow."""
    scale = zoom * _fit(size, 0.80 * width, 0.80 * height)
    left, top = _centre(width, height, size, scale, zoom, rng, 0.5, wander=0.004)
    return Placement(
        width,
        height,
        left,
        top,
        round(size[0] * scale),
        round(size[1] * scale),
        0.0,
        floor_y=None,
        ground_y=height * 2.0,
        distance=0.010,
    )


def _flat(
    width: int,
    height: int,
    size: tuple[int, int],
    outline: Silhouette,
    zoom: float,
    rng: np.random.Generator,
) -> Placement:
    """The product lies on a surface, seen from above: slightly rotated, with a close shadow."""
    scale = zoom * _fit(size, 0.74 * width, 0.74 * height) * rng.uniform(0.95, 1.03)
    left, top = _centre(width, height, size, scale, zoom, rng, 0.5, wander=0.022)
    degrees = rng.choice([-1, 1]) * rng.uniform(2.5, 7.5)
    return Placement(
        width,
        height,
        left,
        top,
        round(size[0] * scale),
        round(size[1] * scale),
        float(degrees),
        floor_y=None,
        ground_y=height * 2.0,
        distance=rng.uniform(0.0075, 0.011),
    )


def _detail(
    width: int,
    height: int,
    size: tuple[int, int],
    outline: Silhouette,
    zoom: float,
    rng: np.random.Generator,
) -> Placement:
    """The upper part (collar, print, hardware) fills the frame to one side."""
    scale = max(1.42 * width / size[0], 0.9 * width / (outline.body * size[0] + 1))
    scale = min(scale * max(1.0, zoom / 1.3) * rng.uniform(0.95, 1.08), 4.2)
    middle = (outline.middle_x + rng.choice([-1, 1]) * rng.uniform(0.05, 0.12)) * size[0] * scale
    focus = min(0.46, 0.16 + 0.30 * width / max(height, 1) * size[0] / size[1]) + rng.uniform(
        -0.03, 0.03
    )
    left, top = round(width / 2 - middle), round(height * 0.46 - focus * size[1] * scale)
    top = min(top, round(0.10 * height))
    return Placement(
        width,
        height,
        left,
        top,
        round(size[0] * scale),
        round(size[1] * scale),
        0.0,
        floor_y=None,
        ground_y=height * 2.0,
        distance=rng.uniform(0.03, 0.05),
    )


def _hung(
    width: int,
    height: int,
    size: tuple[int, int],
    outline: Silhouette,
    zoom: float,
    rng: np.random.Generator,
) -> Placement:
    """The product hangs from a rail in front of a wall with window light."""
    scale = zoom * _fit(size, 0.66 * width, 0.62 * height) * rng.uniform(0.96, 1.03)
    rail = round(height * rng.uniform(0.095, 0.125))
    drop = max(0.085 * height, 0.10 * size[0] * scale)
    left = round(
        width * (0.5 + rng.choice([-1, 1]) * rng.uniform(0.0, 0.07))
        - outline.middle_x * size[0] * scale
    )
    top = round(rail + drop - outline.neck_y * size[1] * scale * 0.5)
    return Placement(
        width,
        height,
        left,
        top,
        round(size[0] * scale),
        round(size[1] * scale),
        0.0,
        floor_y=height * (0.90 + rng.uniform(-0.01, 0.02)) if zoom < 1.2 else None,
        ground_y=height * 0.96,
        distance=rng.uniform(0.045, 0.065),
        hanger=True,
        rail_y=rail,
    )


def _on_form(
    width: int,
    height: int,
    size: tuple[int, int],
    outline: Silhouette,
    zoom: float,
    rng: np.random.Generator,
) -> Placement:
    """A dress form wears the product: the image sizes the form, the form sizes the garment."""
    scale, down = fit_to_form(size, outline, 1.0)
    tall = max(dress_form.HEIGHT, down + size[1] * scale + 0.06)
    unit = min(0.865 * height / (tall + 0.02), 0.95 * width / 0.9)
    unit *= {1.0: 1.0, 1.28: 1.3}.get(zoom, 0.88 * zoom) * rng.uniform(0.965, 1.0)
    unit = min(unit, 0.92 * width / (size[0] * scale))
    scale, down = scale * unit, down * unit
    centre = width * (0.5 + rng.uniform(-0.035, 0.035))
    form_y = (0.93 * height - tall * unit) if zoom == 1.0 else height * rng.uniform(0.055, 0.075)
    floor = form_y + (tall - 0.20) * unit
    return Placement(
        width,
        height,
        round(centre - outline.middle_x * size[0] * scale),
        round(form_y + down),
        round(size[0] * scale),
        round(size[1] * scale),
        0.0,
        floor_y=floor if floor < height else None,
        ground_y=form_y + (tall - 0.035) * unit,
        distance=rng.uniform(0.05, 0.075),
        form_unit=round(unit),
        form_x=round(centre),
        form_y=round(form_y),
        form_height=tall,
    )


def _fit(size: tuple[int, int], width: float, height: float) -> float:
    return min(width / size[0], height / size[1])


def _centre(
    width: int,
    height: int,
    size: tuple[int, int],
    scale: float,
    zoom: float,
    rng: np.random.Generator,
    middle: float,
    wander: float = 0.016,
) -> tuple[int, int]:
    """Return the upper left corner. A nearer camera keeps the upper part in the image."""
    left = width / 2 - size[0] * scale / 2 + rng.uniform(-wander, wander) * width
    top = height * middle - size[1] * scale / 2 + rng.uniform(-wander, wander) * height
    if zoom > 1:
        top = max(top, height * (0.10 - 0.04 * (zoom - 1)))
        top = min(top, height * 0.2) if size[1] * scale > 0.8 * height else top
    return round(left), round(top)
