"""Shootings and what belongs to them, as they are stored."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from shared.core.model import Entity, Model
from shared.shooting.rules import Rule
from shared.shooting.vocabulary import (
    Angle,
    Backdrop,
    Category,
    Form,
    Framing,
    ImageOrigin,
    Lighting,
    Pose,
    RejectReason,
    Severity,
    ShootingStatus,
    ShotStatus,
    SubjectStatus,
)


class BaseImage(Model):
    """One view of a subject; several of them define how the subject looks.

    `pose` is one of `Pose`; older views may have other words. `consistency_score` (0 to 1) says
    how much a generated view resembles those it was made from.
    """

    media_id: UUID
    pose: str = str(Pose.STANDING)
    angle: Angle = Angle.FRONT
    origin: ImageOrigin = ImageOrigin.UPLOADED
    consistency_score: float | None = None


class Subject(Entity):
    """A virtual model that looks the same in every generation."""

    name: str
    form: Form = Form.CLASSIC
    description: str = ""
    base_images: tuple[BaseImage, ...] = ()
    status: SubjectStatus = SubjectStatus.ACTIVE


class Style(Entity):
    """The set. `palette` begins with the main colour; `warmth` is -1 (cool) to 1 (warm)."""

    name: str
    description: str = ""
    prompt_fragment: str = ""
    backdrop: Backdrop = Backdrop.SEAMLESS
    palette: tuple[str, ...] = ("#e9e4dc",)
    lighting: Lighting = Lighting.SOFT
    warmth: float = 0.0
    reference_media_ids: tuple[UUID, ...] = ()


class Guideline(Entity):
    name: str
    rules: tuple[Rule, ...] = ()
    severity: Severity = Severity.WARNING


class ShotType(Entity):
    """A kind of picture. `name` ends up in file names; `aspect_ratio` is width first."""

    name: str
    category: Category
    framing: Framing = Framing.FULL
    pose: str = ""
    aspect_ratio: str = "3:4"
    prompt_template: str = "{product}"

    def prompt(self, *, product: str, subject: str = "", style: str = "") -> str:
        """The template filled in; plain replacement, so nobody's text is ever evaluated."""
        words = {"{product}": product, "{subject}": subject, "{style}": style, "{pose}": self.pose}
        text = self.prompt_template
        for placeholder, word in words.items():
            text = text.replace(placeholder, word)
        return " ".join(text.split())


class ShootingDefaults(Model):
    """What a look takes when it does not say otherwise."""

    subject_id: UUID | None = None
    style_id: UUID | None = None
    guideline_ids: tuple[UUID, ...] = ()


class Shooting(Entity):
    name: str
    brand: str | None = None
    season: str | None = None
    due_at: datetime | None = None
    defaults: ShootingDefaults = Field(default_factory=ShootingDefaults)
    status: ShootingStatus = ShootingStatus.DRAFT


class ShootingLook(Entity):
    """One configuration of products, subject, style, guidelines and shot types.

    `shot_ids` names its shots in order, so that they can be read with strong consistency.
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
    """One picture to deliver: a look in one shot type. It holds the decision of the review.

    `position` is its place among the shots of its look, from 0.
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
