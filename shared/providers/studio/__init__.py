"""`studio-compositor`: product photographs set on a styled stage, without any network.

The functions bring numpy and pyvips; they are loaded at first use, so that a function which only
names a request does not pay for them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from shared.providers.studio.request import (
    CutOut,
    NoProductFound,
    NotPossible,
    Rendered,
    Score,
    StudioRequest,
    StudioShot,
    StudioStyle,
)

if TYPE_CHECKING:
    from shared.providers.studio.adjusting import adjust
    from shared.providers.studio.compose import render
    from shared.providers.studio.cutout import cut_out
    from shared.providers.studio.dyeing import recolor
    from shared.providers.studio.enlarging import upscale
    from shared.providers.studio.filling import inpaint
    from shared.providers.studio.picture import picture_size
    from shared.providers.studio.quality import score

__all__ = [
    "CutOut",
    "NoProductFound",
    "NotPossible",
    "Rendered",
    "Score",
    "StudioRequest",
    "StudioShot",
    "StudioStyle",
    "adjust",
    "cut_out",
    "inpaint",
    "picture_size",
    "recolor",
    "render",
    "score",
    "upscale",
]

# A module may not have the name of its function: importing it would hide the function.
_HOMES = {
    "adjust": ".adjusting",
    "cut_out": ".cutout",
    "inpaint": ".filling",
    "picture_size": ".picture",
    "recolor": ".dyeing",
    "render": ".compose",
    "score": ".quality",
    "upscale": ".enlarging",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(_HOMES[name], __name__), name)
