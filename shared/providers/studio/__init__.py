"""`studio-compositor`: product photographs set on a styled stage, without any network.

The functions bring numpy and pyvips; they are loaded at first use, so that a function which only
names a request does not pay for them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from shared.providers.studio.request import (
    CutOut,
    NoProductFound,
    Rendered,
    Score,
    StudioRequest,
    StudioShot,
    StudioStyle,
)

if TYPE_CHECKING:
    from shared.providers.studio.compose import render
    from shared.providers.studio.cutout import cut_out
    from shared.providers.studio.quality import score

__all__ = [
    "CutOut",
    "NoProductFound",
    "Rendered",
    "Score",
    "StudioRequest",
    "StudioShot",
    "StudioStyle",
    "cut_out",
    "render",
    "score",
]

_HOMES = {"cut_out": ".cutout", "render": ".compose", "score": ".quality"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(_HOMES[name], __name__), name)
