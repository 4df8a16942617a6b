"""Shootings and what belongs to them, as they are stored."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from shared.core.model import Entity, Model
from shared.shooting.vocabulary import RejectReason, ShootingStatus, ShotStatus


class ShootingDefaults(Model):
    """Values that a look takes over if it leaves them out."""

    subject_id: UUID | None = Field(None, description="Subject of the looks. Null for none.")
    style_id: UUID | None = Field(None, description="Style of the looks. Null for none.")
    guideline_ids: tuple[UUID, ...] = Field((), description="Guidelines of the looks.")


class Shooting(Entity):
    name: str
    brand: str | None = None
    season: str | None = None
    due_at: datetime | None = None
    defaults: ShootingDefaults = Field(default_factory=ShootingDefaults)
    status: ShootingStatus = ShootingStatus.DRAFT


class ShootingLook(Entity):
    """One configuration of products, subject, style, guidelines and shot types.

    `shot_ids` are its shots in order, so that they can be read with strong consistency.
    """

    shooting_id: UUID
    main_product_id: UUID
    product_ids: tuple[UUID, ...] = ()
    subject_id: UUID | None = None
    style_id: UUID | None = None
    guideline_ids: tuple[UUID, ...] = ()
    shot_type_ids: tuple[UUID, ...]
    shot_ids: tuple[UUID, ...] = ()
    notes: str | None = None


class Shot(Entity):
    """One image to deliver: a look in one shot type. It holds the decision of the review.

    `position` is its index among the shots of its look, from 0.
    `approved_prediction_id` is set exactly while the shot is approved or exported.
    """

    shooting_id: UUID
    shooting_look_id: UUID
    shot_type_id: UUID
    index: int = 1
    position: int = 0
    status: ShotStatus = ShotStatus.PLANNED
    approved_prediction_id: UUID | None = None
    approved_by: UUID | None = None
    approved_at: datetime | None = None
    reject_reason: RejectReason | None = None
    notes: str | None = None
    revision_count: int = 0
