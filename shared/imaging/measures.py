"""Values of image measurements."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Score:
    """A measured quality, 0 to 1, with the confidence in it, 0 to 1, and the single checks."""

    quality: float
    confidence: float
    checks: dict[str, float] = field(default_factory=dict)
