"""From the aspect ratio that is wanted to one that a service has."""

import math
from collections.abc import Iterable


def ratio_of(aspect: str) -> float:
    """Width by height of "3:4"; 1.0 for what is no ratio."""
    width, _, height = aspect.partition(":")
    try:
        return float(width) / float(height)
    except (ValueError, ZeroDivisionError):
        return 1.0


def nearest_ratio(wanted: str, offered: Iterable[str]) -> str:
    """The one that looks most alike: distances are those of the logarithms."""
    target = math.log(ratio_of(wanted))
    return min(offered, key=lambda aspect: abs(math.log(ratio_of(aspect)) - target))


def size_for(aspect: str, longest_edge: int, *, step: int, max_pixels: int) -> tuple[int, int]:
    """Width and height in whole `step`s, within both limits."""
    ratio = ratio_of(aspect)
    width, height = (1.0, 1 / ratio) if ratio >= 1 else (ratio, 1.0)
    edge = min(float(longest_edge), math.sqrt(max_pixels / (width * height)))
    return (
        max(step, int(width * edge) // step * step),
        max(step, int(height * edge) // step * step),
    )
