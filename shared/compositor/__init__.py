"""The compositor: product photos composed on a lit set, without a network.

It identifies itself as model `studio-compositor`; on the wire its provider name is `studio`.
numpy and pyvips are imported with the first call of a function that uses pixels.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from shared.compositor.request import (
    CutOut,
    NoProductFound,
    NotPossible,
    Rendered,
    StudioRequest,
    StudioShot,
    StudioStyle,
)

if TYPE_CHECKING:
    from shared.compositor.adjusting import adjust
    from shared.compositor.compose import render
    from shared.compositor.cutout import cut_out
    from shared.compositor.dyeing import recolor
    from shared.compositor.enlarging import upscale
    from shared.compositor.filling import inpaint
    from shared.compositor.picture import picture_size

__all__ = [
    "CutOut",
    "NoProductFound",
    "NotPossible",
    "Rendered",
    "StudioRequest",
    "StudioShot",
    "StudioStyle",
    "adjust",
    "cut_out",
    "inpaint",
    "picture_size",
    "recolor",
    "render",
    "upscale",
]

# A module must not share the name of its function, because importing it hides the function.
_HOMES = {
    "adjust": ".adjusting",
    "cut_out": ".cutout",
    "inpaint": ".filling",
    "picture_size": ".picture",
    "recolor": ".dyeing",
    "render": ".compose",
    "upscale": ".enlarging",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(_HOMES[name], __name__), name)
