"""Requests and responses of the shootings, looks and shots APIs."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from shared.core.fields import CreatedAt, Name, Notes, OrganizationId, UpdatedAt, Version
from shared.core.model import Model
from shared.shooting.models import ShootingDefaults, ShootingLook, Shot
from shared.shooting.vocabulary import RejectReason, ShootingStatus, ShotStatus

Word = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]

_NAME = "Name of the shooting."
_BRAND = "Brand that the shooting is for."
_SEASON = "Season of the collection, in the brand's own words."
_DUE_AT = "Time at which the images are due, with a time zone."
_DEFAULTS = "Values for looks that leave them out."
_STATUS = "Stage of the shooting."
_MAIN_PRODUCT = "Product that the look presents; generations start from its first image."
_PRODUCTS = "Further products of the look."
_SUBJECT = "Subject that wears the product. Null for none."
_STYLE = "Style of the set. Null for none."
_GUIDELINES = "Guidelines that the images have to meet."
_SHOT_TYPES = "Shot types of the look; each gives one shot."
_LOOK_NOTES = "Notes for people."
_SHOT_INDEX = "Number among the shots of the same look and shot type, from 1."
_SHOT_STATUS = "Decision of the review."


class ShootingCreate(Model):
    name: Name = Field(description=_NAME, examples=["Summer campaign"])
    brand: Word | None = Field(None, description=_BRAND, examples=["Acme"])
    season: Word | None = Field(None, description=_SEASON, examples=["SS27"])
    due_at: AwareDatetime | None = Field(None, description=_DUE_AT)
    defaults: ShootingDefaults = Field(default_factory=ShootingDefaults, description=_DEFAULTS)


class ShootingUpdate(Model):
    """Fields to change; absent fields stay."""

    name: Name | None = Field(
        None, description=_NAME + " Null changes nothing.", examples=["Summer 2026"]
    )
    brand: Word | None = Field(None, description=_BRAND + " Null empties it.", examples=["Acme"])
    season: Word | None = Field(None, description=_SEASON + " Null empties it.", examples=["SS26"])
    due_at: AwareDatetime | None = Field(None, description=_DUE_AT + " Null empties it.")
    defaults: ShootingDefaults | None = Field(
        None, description=_DEFAULTS + " Replaces all defaults; null changes nothing."
    )
    status: ShootingStatus | None = Field(
        None,
        description=(
            "Next stage of the shooting, one that a person may choose. Null changes nothing."
        ),
    )


class ShootingRead(Model):
    id: UUID = Field(description="Id of the shooting.")
    organization_id: OrganizationId
    name: str = Field(description=_NAME, examples=["Summer 2026"])
    brand: str | None = Field(description=_BRAND, examples=["Acme"])
    season: str | None = Field(description=_SEASON, examples=["SS26"])
    due_at: datetime | None = Field(description=_DUE_AT)
    defaults: ShootingDefaults = Field(description=_DEFAULTS)
    status: ShootingStatus = Field(description=_STATUS)
    version: Version
    created_at: CreatedAt
    updated_at: UpdatedAt


class LookCreate(Model):
    """Absent subject, style and guidelines come from the shooting's defaults; null means none."""

    shooting_id: UUID = Field(description="Shooting that the look belongs to.")
    main_product_id: UUID = Field(description=_MAIN_PRODUCT)
    product_ids: Annotated[tuple[UUID, ...], Field(max_length=20)] = Field(
        (), description=_PRODUCTS
    )
    subject_id: UUID | None = Field(None, description=_SUBJECT)
    style_id: UUID | None = Field(None, description=_STYLE)
    guideline_ids: Annotated[tuple[UUID, ...], Field(max_length=20)] = Field(
        (), description=_GUIDELINES
    )
    shot_type_ids: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=20)] = Field(
        description=_SHOT_TYPES
    )
    notes: Notes | None = Field(
        None, description=_LOOK_NOTES, examples=["Shoot with the belt closed."]
    )


class LookShot(Model):
    """A shot as part of its look."""

    id: UUID = Field(description="Id of the shot.")
    shot_type_id: UUID = Field(description="Shot type of the shot.")
    index: int = Field(description=_SHOT_INDEX)
    status: ShotStatus = Field(description=_SHOT_STATUS)

    @classmethod
    def of(cls, shot: Shot) -> "LookShot":
        return cls(**shot.model_dump(include=set(cls.model_fields)))


class ShootingLookRead(Model):
    id: UUID = Field(description="Id of the look.")
    organization_id: OrganizationId
    shooting_id: UUID = Field(description="Shooting that the look belongs to.")
    main_product_id: UUID = Field(description=_MAIN_PRODUCT)
    product_ids: tuple[UUID, ...] = Field(description=_PRODUCTS)
    subject_id: UUID | None = Field(description=_SUBJECT)
    style_id: UUID | None = Field(description=_STYLE)
    guideline_ids: tuple[UUID, ...] = Field(description=_GUIDELINES)
    shot_type_ids: tuple[UUID, ...] = Field(description=_SHOT_TYPES)
    notes: str | None = Field(description=_LOOK_NOTES, examples=["Shoot with the belt closed."])
    shots: tuple[LookShot, ...] = Field(description="Shots of the look in their order.")
    version: Version
    created_at: CreatedAt
    updated_at: UpdatedAt

    @classmethod
    def of(cls, look: ShootingLook, shots: tuple[Shot, ...]) -> "ShootingLookRead":
        fields = look.model_dump(include=set(cls.model_fields))
        return cls(**fields, shots=tuple(LookShot.of(shot) for shot in shots))


class ShotRead(Model):
    id: UUID = Field(description="Id of the shot.")
    organization_id: OrganizationId
    shooting_id: UUID = Field(description="Shooting that the shot belongs to.")
    shooting_look_id: UUID = Field(description="Look that the shot belongs to.")
    shot_type_id: UUID = Field(description="Shot type of the shot.")
    index: int = Field(description=_SHOT_INDEX)
    status: ShotStatus = Field(description=_SHOT_STATUS)
    approved_prediction_id: UUID | None = Field(
        description="Approved prediction. Null unless the shot is approved or exported."
    )
    approved_by: UUID | None = Field(description="User who approved the prediction.")
    approved_at: datetime | None = Field(description="Time of the approval, UTC.")
    reject_reason: RejectReason | None = Field(
        description="Reason of the rejection. Null unless the shot is rejected."
    )
    notes: str | None = Field(
        description="Notes of the reviewer.", examples=["The collar is cut off."]
    )
    revision_count: int = Field(description="Number of requested revisions. Reserved: always 0.")
    version: Version
    created_at: CreatedAt
    updated_at: UpdatedAt

    @classmethod
    def of(cls, shot: Shot) -> "ShotRead":
        return cls(**shot.model_dump(include=set(cls.model_fields)))
