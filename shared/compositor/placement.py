"""The position of a product and its set in an image."""

from dataclasses import dataclass

from shared.compositor import dress_form
from shared.compositor.request import StudioShot, parse_ratio


@dataclass(frozen=True)
class Placement:
    """A placement in pixels of the finished image.

    - The product is `width` x `height` with its upper left corner at (`left`, `top`) before it is
      rotated by `degrees`.
    - `floor_y` is the start of the floor (None: the set has no floor); at `ground_y` the subject
      touches it.
    - `distance` is the distance to the wall, as a share of the longer edge.
    - `form_unit` is the dress form's size (0: no form), `form_height` its height in these units,
      (`form_x`, `form_y`) its top center.
    """

    frame_width: int
    frame_height: int
    left: int
    top: int
    width: int
    height: int
    degrees: float
    floor_y: float | None
    ground_y: float
    distance: float
    hanger: bool = False
    rail_y: int = -1
    form_unit: int = 0
    form_x: int = 0
    form_y: int = 0
    form_height: float = dress_form.HEIGHT


def frame_size(shot: StudioShot, longest_edge: int) -> tuple[int, int]:
    """Return the even width and height of the image."""
    across, down = parse_ratio(shot.aspect_ratio)
    scale = longest_edge / max(across, down)
    return max(2, round(across * scale / 2) * 2), max(2, round(down * scale / 2) * 2)
