"""What the routes of predictions, the gallery and the decisions take and give."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from shared.core.fields import Notes
from shared.core.model import Model
from shared.review.models import Prediction, PredictionStatus
from shared.shooting.vocabulary import RejectReason, ShotStatus

BULK_LIMIT = 100


class ImageState(StrEnum):
    """What a picture is to the people who review it: its shot's decision, seen from the picture."""

    PENDING_REVIEW = "pending_review"
    APPROVED = "approved"
    NOT_SELECTED = "not_selected"
    REJECTED = "rejected"
    EXPORTED = "exported"


class PredictionRead(Model):
    """`url` is null when the picture's file is gone.

    `mime` tells a video (`video/mp4`, of `seconds`) from a picture.
    """

    id: UUID
    organization_id: UUID
    shot_id: UUID
    shooting_id: UUID
    shooting_look_id: UUID
    generation_id: UUID
    media_id: UUID
    url: str | None
    index: int
    status: PredictionStatus
    quality_score: float | None
    confidence: float | None
    checks: dict[str, Any]
    seed: int | None
    model: str
    provider: str
    prompt: str
    width: int | None
    height: int | None
    duration_ms: int | None
    cost_microusd: int
    mime: str
    seconds: float | None
    created_at: datetime

    @classmethod
    def of(cls, prediction: Prediction, url: str | None) -> "PredictionRead":
        return cls(**prediction.model_dump(include=set(cls.model_fields)), url=url)


class GalleryShot(Model):
    id: UUID
    status: ShotStatus
    index: int
    shot_type_id: UUID
    shot_type_name: str | None
    approved_prediction_id: UUID | None
    reject_reason: RejectReason | None
    notes: str | None
    version: int


class GalleryShooting(Model):
    id: UUID
    name: str | None


class GalleryProduct(Model):
    """The look's main product."""

    id: UUID
    name: str | None
    sku: str | None


class GalleryItem(PredictionRead):
    """`status` is the prediction's own, `state` what the shot's decision makes of it."""

    state: ImageState
    shot: GalleryShot
    shooting: GalleryShooting
    product: GalleryProduct | None


class Approval(Model):
    prediction_id: UUID
    notes: Notes | None = None


class Rejection(Model):
    """`OTHER` needs notes."""

    reason: RejectReason
    notes: Notes | None = None


class BulkApprovalItem(Model):
    shot_id: UUID
    prediction_id: UUID


class BulkApproval(Model):
    shots: Annotated[tuple[BulkApprovalItem, ...], Field(min_length=1, max_length=BULK_LIMIT)]


class BulkApprovalResult(Model):
    """`code` and `detail` say what stood against it, as the single route would have."""

    shot_id: UUID
    status: Literal["approved", "error"]
    code: str | None = None
    detail: str | None = None


class BulkApprovalRead(Model):
    results: tuple[BulkApprovalResult, ...]
