"""Seeds and durations within the bounds of vendors."""

from collections.abc import Iterable

# Most vendors keep seeds in 32 bits; the sign bit stays free.
_SEEDS = 2**31


def seed_31_bits(seed: int) -> int:
    """The seed within 31 bits; the same one every time."""
    return seed % _SEEDS


def nearest_duration(seconds: int, offered: Iterable[int]) -> int:
    """The length of a video that a model makes and that is nearest to what is wanted."""
    return min(offered, key=lambda length: (abs(length - seconds), length))
