"""What the routes of shootings, looks and shots take and give."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from shared.core.fields import Name, Notes
from shared.core.model import Model
from shared.shooting.models import ShootingDefaults, ShootingLook, Shot
from shared.shooting.vocabulary import RejectReason, ShootingStatus, ShotStatus

Word = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]


class ShootingCreate(Model):
    name: Name
    brand: Word | None = None
    season: Word | None = None
    due_at: AwareDatetime | None = None
    defaults: ShootingDefaults = Field(default_factory=ShootingDefaults)


class ShootingUpdate(Model):
    """All fields optional; `status` only along the transitions that people may make."""

    name: Name | None = None
    brand: Word | None = None
    season: Word | None = None
    due_at: AwareDatetime | None = None
    defaults: ShootingDefaults | None = None
    status: ShootingStatus | None = None


class ShootingRead(Model):
    id: UUID
    organization_id: UUID
    name: str
    brand: str | None
    season: str | None
    due_at: datetime | None
    defaults: ShootingDefaults
    status: ShootingStatus
    version: int
    created_at: datetime
    updated_at: datetime


class LookCreate(Model):
    """Absent subject, style and guidelines come from the shooting's defaults; null means none."""

    shooting_id: UUID
    main_product_id: UUID
    product_ids: Annotated[tuple[UUID, ...], Field(max_length=20)] = ()
    subject_id: UUID | None = None
    style_id: UUID | None = None
    guideline_ids: Annotated[tuple[UUID, ...], Field(max_length=20)] = ()
    shot_type_ids: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=20)]
    notes: Notes | None = None


class LookShot(Model):
    id: UUID
    shot_type_id: UUID
    index: int
    status: ShotStatus

    @classmethod
    def of(cls, shot: Shot) -> "LookShot":
        return cls(**shot.model_dump(include=set(cls.model_fields)))


class ShootingLookRead(Model):
    id: UUID
    organization_id: UUID
    shooting_id: UUID
    main_product_id: UUID
    product_ids: tuple[UUID, ...]
    subject_id: UUID | None
    style_id: UUID | None
    guideline_ids: tuple[UUID, ...]
    shot_type_ids: tuple[UUID, ...]
    notes: str | None
    shots: tuple[LookShot, ...]
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, look: ShootingLook, shots: tuple[Shot, ...]) -> "ShootingLookRead":
        fields = look.model_dump(include=set(cls.model_fields))
        return cls(**fields, shots=tuple(LookShot.of(shot) for shot in shots))


class ShotRead(Model):
    id: UUID
    organization_id: UUID
    shooting_id: UUID
    shooting_look_id: UUID
    shot_type_id: UUID
    index: int
    status: ShotStatus
    approved_prediction_id: UUID | None
    approved_by: UUID | None
    approved_at: datetime | None
    reject_reason: RejectReason | None
    notes: str | None
    revision_count: int
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, shot: Shot) -> "ShotRead":
        return cls(**shot.model_dump(include=set(cls.model_fields)))
