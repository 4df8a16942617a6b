"""Predictions as they are stored."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import Field

from shared.core.model import Entity, Model


class PredictionStatus(StrEnum):
    PENDING_REVIEW = "pending_review"
    SELECTED = "selected"
    NOT_SELECTED = "not_selected"
    REJECTED = "rejected"
    DELETED = "deleted"


class PredictionDraft(Model):
    """What a generation knows of one picture or video it made.

    Scores are 0 to 1. `cost_microusd` is millionths of a US dollar, `duration_ms` the time it
    took to make; `seconds` is how long a video runs.
    """

    media_id: UUID
    index: int = Field(ge=0)
    quality_score: float | None = None
    confidence: float | None = None
    checks: dict[str, Any] = Field(default_factory=dict)
    seed: int | None = None
    model: str = ""
    provider: str = ""
    prompt: str = ""
    width: int | None = None
    height: int | None = None
    duration_ms: int | None = None
    cost_microusd: int = 0
    mime: str = "image/webp"
    seconds: float | None = None


class Prediction(Entity):
    """One variant to choose from; at most one per shot is `selected`."""

    shot_id: UUID
    shooting_id: UUID
    shooting_look_id: UUID
    generation_id: UUID
    media_id: UUID
    index: int
    status: PredictionStatus = PredictionStatus.PENDING_REVIEW
    quality_score: float | None = None
    confidence: float | None = None
    checks: dict[str, Any] = Field(default_factory=dict)
    seed: int | None = None
    model: str = ""
    provider: str = ""
    prompt: str = ""
    width: int | None = None
    height: int | None = None
    duration_ms: int | None = None
    cost_microusd: int = 0
    mime: str = "image/webp"
    seconds: float | None = None
