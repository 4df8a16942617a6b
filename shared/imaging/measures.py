"""Measures of an image."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Score:
    """Measured quality, 0 to 1; `confidence` says how far the measurements can be trusted."""

    quality: float
    confidence: float
    checks: dict[str, float] = field(default_factory=dict)
