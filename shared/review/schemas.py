"""Requests and responses of predictions, the gallery and the decisions."""

from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.core.fields import CreatedAt, Notes, OrganizationId, Version
from shared.core.model import Model
from shared.review.models import Prediction, PredictionFacts, PredictionStatus
from shared.shooting.vocabulary import RejectReason, ShotStatus

BULK_LIMIT = 100

_CODE = "Stable error code, as the route of a single approval returns it. Null if approved."
_APPROVE = "Prediction to approve; one of the shot's."
_SHOT_STATUS = "Decision of the review."
_REASON = "Reason of the rejection."


class ImageState(StrEnum):
    """State of an image in the review, derived from its shot's decision."""

    PENDING_REVIEW = "pending_review"
    APPROVED = "approved"
    NOT_SELECTED = "not_selected"
    REJECTED = "rejected"
    EXPORTED = "exported"


class PredictionRead(PredictionFacts):
    """An image or a video to choose from."""

    id: UUID = Field(description="Id of the prediction.")
    organization_id: OrganizationId
    shot_id: UUID = Field(description="Shot that the prediction is a variant of.")
    shooting_id: UUID = Field(description="Shooting of the shot.")
    shooting_look_id: UUID = Field(description="Look of the shot.")
    generation_id: UUID = Field(description="Generation that made the prediction.")
    url: str | None = Field(
        description="URL of the file. Null if the file no longer exists.",
        examples=["https://cdn.example.com/media/0199a1c2/1.jpg"],
    )
    status: PredictionStatus = Field(description="The prediction's own status.")
    created_at: CreatedAt

    @classmethod
    def of(cls, prediction: Prediction, url: str | None) -> "PredictionRead":
        return cls(**prediction.model_dump(include=set(cls.model_fields)), url=url)


class GalleryShot(Model):
    """The shot of an image in the gallery."""

    id: UUID = Field(description="Id of the shot.")
    status: ShotStatus = Field(description=_SHOT_STATUS)
    index: int = Field(description="Number among the shots of the same look and shot type, from 1.")
    shot_type_id: UUID = Field(description="Shot type of the shot.")
    shot_type_name: str | None = Field(
        description="Name of the shot type. Null if it no longer exists.", examples=["front"]
    )
    approved_prediction_id: UUID | None = Field(
        description="Approved prediction. Null unless the shot is approved or exported."
    )
    reject_reason: RejectReason | None = Field(
        description=_REASON + " Null unless the shot is rejected."
    )
    notes: str | None = Field(
        description="Notes of the reviewer.", examples=["The collar is cut off."]
    )
    version: Version


class GalleryShooting(Model):
    """The shooting of an image in the gallery."""

    id: UUID = Field(description="Id of the shooting.")
    name: str | None = Field(
        description="Name of the shooting. Null if it no longer exists.", examples=["Summer 2026"]
    )


class GalleryProduct(Model):
    """The main product of the look of an image in the gallery."""

    id: UUID = Field(description="Id of the product.")
    name: str | None = Field(description="Name of the product.", examples=["Linen summer dress"])
    sku: str | None = Field(description="Stock keeping unit of the product.", examples=["DRS-001"])


class GalleryItem(PredictionRead):
    """A prediction with its state, shot, shooting and product."""

    state: ImageState = Field(description="State that follows from the decision on the shot.")
    shot: GalleryShot = Field(description="Shot of the prediction.")
    shooting: GalleryShooting = Field(description="Shooting of the shot.")
    product: GalleryProduct | None = Field(
        description="Main product of the look. Null if it no longer exists."
    )


class Approval(Model):
    prediction_id: UUID = Field(description=_APPROVE)
    notes: Notes | None = Field(
        None, description="Notes of the reviewer.", examples=["Best drape of the four."]
    )


class Rejection(Model):
    reason: RejectReason = Field(description=_REASON)
    notes: Notes | None = Field(
        None,
        description="Notes of the reviewer. Required for the reason `OTHER`.",
        examples=["The collar is cut off."],
    )


class BulkApprovalItem(Model):
    shot_id: UUID = Field(description="Shot to decide.")
    prediction_id: UUID = Field(description=_APPROVE)


class BulkApproval(Model):
    shots: Annotated[tuple[BulkApprovalItem, ...], Field(min_length=1, max_length=BULK_LIMIT)] = (
        Field(description="Approvals, at most one for each shot.")
    )


class BulkApprovalResult(Model):
    shot_id: UUID = Field(description="Shot of the approval.")
    status: Literal["approved", "error"] = Field(description="Whether the approval succeeded.")
    code: str | None = Field(None, description=_CODE, examples=["shot_not_found"])
    detail: str | None = Field(
        None, description="Explanation of the error for people.", examples=["Shot not found"]
    )


class BulkApprovalRead(Model):
    results: tuple[BulkApprovalResult, ...] = Field(
        description="Results in the order of the request."
    )
