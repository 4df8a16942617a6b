"""Facts of a prediction for tests that do not depend on them."""

from typing import Any

from shared.core.ids import new_id
from shared.review.models import PredictionFacts

_PLAIN: dict[str, Any] = {
    "index": 0,
    "quality_score": None,
    "confidence": None,
    "checks": {},
    "seed": None,
    "model": "",
    "provider": "",
    "prompt": "",
    "width": None,
    "height": None,
    "duration_ms": None,
    "cost_microusd": 0,
    "mime": "image/webp",
    "seconds": None,
}


def make_facts(**changes: Any) -> PredictionFacts:
    """Facts of an image that was neither measured nor paid for, with `changes`."""
    return PredictionFacts(**{"media_id": new_id(), **_PLAIN, **changes})
