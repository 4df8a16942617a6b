"""How large a garment is on a dress form, and how far down it sits."""

import numpy as np

from shared.compositor import dress_form
from shared.compositor.silhouette import Silhouette


def fit_to_form(size: tuple[int, int], outline: Silhouette, unit: float) -> tuple[float, float]:
    """Scale of the garment, and how far below the form's top its own lies, in pixels."""
    width, height = size
    if outline.kind == "bottom":
        scale = 2 * dress_form.WAIST * 1.12 * unit / (max(outline.waist, 0.2) * width)
        return scale, (dress_form.WAIST_Y - 0.012) * unit
    girth = dress_form.WAIST if outline.fitted else dress_form.BUST
    scale = 2 * girth * 1.10 * unit / (outline.body * width)
    if outline.strapless:
        return scale, 0.27 * unit
    # Whatever the body says, the neckline has to lie between the neck and the shoulders.
    half_neck = (outline.right_neck - outline.left_neck) / 2 * width * scale / unit
    least, most = (0.135, 0.180) if outline.straps else (0.098, 0.190)
    # A collar's points stand closer than the shoulders, so the body keeps a say.
    fitting = float(np.clip(half_neck, least, most)) / max(half_neck, 1e-3)
    fitting = fitting if outline.straps else min(fitting, 1.12)
    scale, half_neck = scale * fitting, half_neck * fitting
    down = dress_form.shoulder_y(half_neck) - 0.014
    return scale, down * unit - outline.neck_y * height * scale
