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


class PredictionFacts(Model):
    """Properties of one image or video that a generation made."""

    media_id: UUID = Field(description="Media resource of the image or video.")
    index: int = Field(ge=0, description="Number among the results of the generation, from 0.")
    quality_score: float | None = Field(
        description="Measured image quality, 0 to 1. Null if it was not measured."
    )
    confidence: float | None = Field(
        description="Confidence in the quality score, 0 to 1. Null if it was not measured."
    )
    checks: dict[str, Any] = Field(
        description="Measurements behind the quality score by name, 0 to 1.",
        examples=[{"sharpness": 0.93}],
    )
    seed: int | None = Field(description="Seed of the model.")
    model: str = Field(description="Model that made the image.", examples=["flux-pro-1.1"])
    provider: str = Field(description="Provider of the model.", examples=["fal"])
    prompt: str = Field(
        description="Prompt that the model received.",
        examples=["A linen summer dress on a model, studio light"],
    )
    width: int | None = Field(description="Width in pixels.")
    height: int | None = Field(description="Height in pixels.")
    duration_ms: int | None = Field(description="Time that making it took, in milliseconds.")
    cost_microusd: int = Field(description="Cost in millionths of a US dollar.")
    mime: str = Field(
        description="Media type: an image type, or `video/mp4`.", examples=["image/webp"]
    )
    seconds: float | None = Field(description="Length of a video in seconds. Null for an image.")


class Prediction(PredictionFacts, Entity):
    """One variant of a shot to choose from. At most one per shot is `selected`."""

    shot_id: UUID
    shooting_id: UUID
    shooting_look_id: UUID
    generation_id: UUID
    status: PredictionStatus = PredictionStatus.PENDING_REVIEW
