"""Size and vertical position of a garment on a dress form."""

import numpy as np

from shared.compositor import dress_form
from shared.compositor.silhouette import Silhouette


def fit_to_form(size: tuple[int, int], outline: Silhouette, unit: float) -> tuple[float, float]:
    """Return the garment's scale and its offset below the form's top, in pixels."""
    width, height = size
    if outline.kind == "bottom":
        scale = 2 * dress_form.WAIST * 1.12 * unit / (max(outline.waist, 0.2) * width)
        return scale, (dress_form.WAIST_Y - 0.012) * unit
    girth = dress_form.WAIST if outline.fitted else dress_form.BUST
    scale = 2 * girth * 1.10 * unit / (outline.body * width)
    if outline.strapless:
        return scale, 0.27 * unit
    # The neckline must lie between the neck and the shoulders.
    half_neck = (outline.right_neck - outline.left_neck) / 2 * width * scale / unit
    least, most = (0.135, 0.180) if outline.straps else (0.098, 0.190)
    # Collar points are closer than shoulders, so the body width has weight too.
    fitting = float(np.clip(half_neck, least, most)) / max(half_neck, 1e-3)
    fitting = fitting if outline.straps else min(fitting, 1.12)
    scale, half_neck = scale * fitting, half_neck * fitting
    down = dress_form.shoulder_y(half_neck) - 0.014
    return scale, down * unit - outline.neck_y * height * scale
