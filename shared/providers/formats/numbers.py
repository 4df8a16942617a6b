"""Seeds and durations within the bounds of vendors."""

from collections.abc import Iterable

# Most vendors store seeds as signed 32-bit integers.
_SEEDS = 2**31


def seed_31_bits(seed: int) -> int:
    """The seed modulo 2**31; equal seeds give equal results."""
    return seed % _SEEDS


def nearest_duration(seconds: int, offered: Iterable[int]) -> int:
    """The offered duration nearest to the wanted one; the shorter one if two are equally near."""
    return min(offered, key=lambda duration: (abs(duration - seconds), duration))
