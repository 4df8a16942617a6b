"""What the routes of subjects, styles, guidelines and shot types take and give."""

import re
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from shared.compute_client.models import OrderStatus
from shared.core.fields import Name
from shared.core.model import Model
from shared.core.set_vocabulary import (
    Backdrop,
    Category,
    Framing,
    HexColor,
    Lighting,
    ModerateAspectRatio,
)
from shared.library.rules import Rule
from shared.library.vocabulary import Angle, Form, ImageOrigin, Pose, Severity, SubjectStatus
from shared.media.schemas import MediaInput, MediaResourcePublic, MediaSlot

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
PoseWords = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)]
# Shot types name files, so: lower case, digits and underscores.
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$", max_length=60)]

# Each is an image that somebody has to look at.
MAX_GENERATED = 4
PLACEHOLDERS = ("product", "subject", "style", "pose")


def _known_placeholders(template: str) -> str:
    unknown = set(re.findall(r"\{([^{}]*)\}", template)) - set(PLACEHOLDERS)
    if unknown:
        allowed = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        raise ValueError(f"unknown placeholder {{{min(unknown)}}}; allowed are {allowed}")
    return template


PromptTemplate = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=2000),
    AfterValidator(_known_placeholders),
]


class BaseImageInput(MediaInput):
    """A picture of the subject, with what it shows."""

    pose: Pose = Pose.STANDING
    angle: Angle = Angle.FRONT


class BaseImagesAdd(Model):
    base_images: Annotated[
        tuple[BaseImageInput, ...],
        Field(min_length=1, max_length=12),
        MediaSlot("base_images", many=True),
    ]


class BaseImagesGenerate(Model):
    """`count` views of the subject in that pose, from that angle, made from those it has."""

    pose: Pose = Pose.STANDING
    angle: Angle
    count: Annotated[int, Field(ge=1, le=MAX_GENERATED)] = 1


class BaseImageOrderRead(Model):
    """`media_ids` are the base images that came of it, once it is completed."""

    id: UUID
    subject_id: UUID
    status: OrderStatus
    pose: Pose
    angle: Angle
    count: int
    media_ids: tuple[UUID, ...]
    cost_microusd: int
    error_code: str | None
    error_message: str | None
    created_at: datetime
    completed_at: datetime | None
    links: dict[str, str]


class SubjectCreate(Model):
    name: Name
    form: Form = Form.CLASSIC
    description: Text = ""
    base_images: Annotated[
        tuple[BaseImageInput, ...], Field(max_length=12), MediaSlot("base_images", many=True)
    ] = ()


class BaseImageRead(Model):
    media_id: UUID
    pose: str
    angle: Angle
    origin: ImageOrigin
    consistency_score: float | None
    url: str | None


class SubjectRead(Model):
    id: UUID
    organization_id: UUID
    name: str
    form: Form
    description: str
    base_images: tuple[BaseImageRead, ...]
    status: SubjectStatus
    version: int
    created_at: datetime
    updated_at: datetime


class StyleCreate(Model):
    name: Name
    description: Text = ""
    prompt_fragment: Text = ""
    backdrop: Backdrop = Backdrop.SEAMLESS
    palette: Annotated[tuple[HexColor, ...], Field(min_length=1, max_length=8)] = ("#e9e4dc",)
    lighting: Lighting = Lighting.SOFT
    warmth: Annotated[float, Field(ge=-1, le=1)] = 0.0
    references: Annotated[
        tuple[MediaInput, ...], Field(max_length=12), MediaSlot("references", many=True)
    ] = ()


class StyleRead(Model):
    id: UUID
    organization_id: UUID
    name: str
    description: str
    prompt_fragment: str
    backdrop: Backdrop
    palette: tuple[str, ...]
    lighting: Lighting
    warmth: float
    references: tuple[MediaResourcePublic, ...]
    version: int
    created_at: datetime
    updated_at: datetime


class GuidelineCreate(Model):
    name: Name
    rules: Annotated[tuple[Rule, ...], Field(max_length=50)] = ()
    severity: Severity = Severity.WARNING


class GuidelineRead(GuidelineCreate):
    id: UUID
    organization_id: UUID
    version: int
    created_at: datetime
    updated_at: datetime


class ShotTypeCreate(Model):
    """`prompt_template` may use {product}, {subject}, {style} and {pose}."""

    name: Slug
    category: Category
    framing: Framing = Framing.FULL
    pose: PoseWords = ""
    aspect_ratio: ModerateAspectRatio = "3:4"
    prompt_template: PromptTemplate = "{product}"


class ShotTypeRead(ShotTypeCreate):
    id: UUID
    organization_id: UUID
    version: int
    created_at: datetime
    updated_at: datetime
