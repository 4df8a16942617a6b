"""Aspect ratios and sizes that a service offers, nearest to the requested ones."""

import math
from collections.abc import Iterable


def ratio_of(aspect: str) -> float:
    """Width divided by height of a ratio such as "3:4"; 1.0 if the text is not a ratio."""
    width, _, height = aspect.partition(":")
    try:
        return float(width) / float(height)
    except (ValueError, ZeroDivisionError):
        return 1.0


def nearest_ratio(wanted: str, offered: Iterable[str]) -> str:
    """The offered ratio nearest to the wanted one, by the distance of their logarithms."""
    target = math.log(ratio_of(wanted))
    return min(offered, key=lambda aspect: abs(math.log(ratio_of(aspect)) - target))


def size_for(aspect: str, longest_edge: int, *, step: int, max_pixels: int) -> tuple[int, int]:
    """Width and height in pixels: multiples of `step` within both limits, at least one step."""
    ratio = ratio_of(aspect)
    width, height = (1.0, 1 / ratio) if ratio >= 1 else (ratio, 1.0)
    edge = min(float(longest_edge), math.sqrt(max_pixels / (width * height)))
    return (
        max(step, int(width * edge) // step * step),
        max(step, int(height * edge) // step * step),
    )
