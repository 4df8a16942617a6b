"""Requests and responses of the subjects, styles, guidelines and shot types APIs."""

import re
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from shared.compute_client.models import OrderStatus
from shared.core.fields import CreatedAt, Links, Name, OrganizationId, UpdatedAt, Version
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
# Shot types are part of file names: lower-case letters, digits and underscores.
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$", max_length=60)]

# A person has to review each of them.
MAX_GENERATED = 4
PLACEHOLDERS = ("product", "subject", "style", "pose")

_SUBJECT_NAME = "Name of the subject."
_FORM = "Dress form that stands for the subject where no person is generated."
_APPEARANCE = "Appearance of the person in words; used in prompts."
_STYLE_NAME = "Name of the style."
_STYLE_DESCRIPTION = "Description for people; used in prompts if `prompt_fragment` is empty."
_PROMPT_FRAGMENT = "Words for the style in a prompt."
_BACKDROP = "Backdrop of the set."
_PALETTE = "Colours of the set, the main colour first."
_LIGHTING = "Lighting of the set."
_WARMTH = "Colour temperature of the light, from -1 (cool) to 1 (warm)."


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
    """An image of the subject, with the pose and the angle that it shows."""

    pose: Pose = Field(Pose.STANDING, description="Pose that the image shows.")
    angle: Angle = Field(Angle.FRONT, description="Angle from which the image is taken.")


class BaseImagesAdd(Model):
    base_images: Annotated[
        tuple[BaseImageInput, ...],
        Field(min_length=1, max_length=12),
        MediaSlot("base_images", many=True),
    ] = Field(description="Images to append to the subject's base images.")


class BaseImagesGenerate(Model):
    """Views of the subject to generate from its base images."""

    pose: Pose = Field(Pose.STANDING, description="Pose of the generated views.")
    angle: Angle = Field(description="Angle of the generated views.")
    count: Annotated[int, Field(ge=1, le=MAX_GENERATED)] = Field(
        1, description="Number of views to generate."
    )


class BaseImageOrderRead(Model):
    id: UUID = Field(description="Id of the order.")
    subject_id: UUID = Field(description="Subject whose base images are generated.")
    status: OrderStatus = Field(description="Progress of the order.")
    pose: Pose = Field(description="Pose of the generated views.")
    angle: Angle = Field(description="Angle of the generated views.")
    count: int = Field(description="Number of views that were requested.")
    media_ids: tuple[UUID, ...] = Field(
        description="Media of the generated base images. Empty until the order is completed."
    )
    cost_microusd: int = Field(description="Cost in millionths of a US dollar.")
    error_code: str | None = Field(
        description="Stable code of the failure. Null unless the order failed or was cancelled.",
        examples=["provider_timeout"],
    )
    error_message: str | None = Field(
        description="Explanation of the failure for people.",
        examples=["fal did not answer in time."],
    )
    created_at: CreatedAt
    completed_at: datetime | None = Field(
        description="Time at which the order ended, UTC. Null while it is open."
    )
    links: Links


class SubjectCreate(Model):
    name: Name = Field(description=_SUBJECT_NAME, examples=["Ada"])
    form: Form = Field(Form.CLASSIC, description=_FORM)
    description: Text = Field(
        "", description=_APPEARANCE, examples=["a tall woman with short dark hair"]
    )
    base_images: Annotated[
        tuple[BaseImageInput, ...], Field(max_length=12), MediaSlot("base_images", many=True)
    ] = Field((), description="Images that define how the subject looks.")


class BaseImageRead(Model):
    media_id: UUID = Field(description="Media resource of the image.")
    pose: str = Field(description="Pose that the image shows.", examples=["standing"])
    angle: Angle = Field(description="Angle from which the image is taken.")
    origin: ImageOrigin = Field(description="Whether the image was uploaded or generated.")
    consistency_score: float | None = Field(
        description=(
            "Resemblance of a generated image to those it was made from, 0 to 1. "
            "Null for uploaded images, or if it was not measured."
        )
    )
    url: str | None = Field(
        description="URL of the image. Null if the file no longer exists.",
        examples=["https://cdn.example.com/media/0199a1c2/1.jpg"],
    )


class SubjectRead(Model):
    id: UUID = Field(description="Id of the subject.")
    organization_id: OrganizationId
    name: str = Field(description=_SUBJECT_NAME, examples=["Maya"])
    form: Form = Field(description=_FORM)
    description: str = Field(description=_APPEARANCE, examples=["Woman of about 30, dark hair."])
    base_images: tuple[BaseImageRead, ...] = Field(
        description="Images that define how the subject looks."
    )
    status: SubjectStatus = Field(description="Whether the subject is in use or archived.")
    version: Version
    created_at: CreatedAt
    updated_at: UpdatedAt


class StyleCreate(Model):
    name: Name = Field(description=_STYLE_NAME, examples=["Morning window"])
    description: Text = Field("", description=_STYLE_DESCRIPTION)
    prompt_fragment: Text = Field(
        "",
        description=_PROMPT_FRAGMENT,
        examples=["against a warm plaster wall, low morning light through a window"],
    )
    backdrop: Backdrop = Field(Backdrop.SEAMLESS, description=_BACKDROP)
    palette: Annotated[tuple[HexColor, ...], Field(min_length=1, max_length=8)] = Field(
        ("#e9e4dc",), description=_PALETTE, examples=[["#eadccb", "#c9b095"]]
    )
    lighting: Lighting = Field(Lighting.SOFT, description=_LIGHTING)
    warmth: Annotated[float, Field(ge=-1, le=1)] = Field(0.0, description=_WARMTH)
    references: Annotated[
        tuple[MediaInput, ...], Field(max_length=12), MediaSlot("references", many=True)
    ] = Field((), description="Reference images of the style.")


class StyleRead(Model):
    id: UUID = Field(description="Id of the style.")
    organization_id: OrganizationId
    name: str = Field(description=_STYLE_NAME, examples=["Linen daylight"])
    description: str = Field(
        description=_STYLE_DESCRIPTION, examples=["Warm daylight on a linen backdrop."]
    )
    prompt_fragment: str = Field(description=_PROMPT_FRAGMENT, examples=["soft window light"])
    backdrop: Backdrop = Field(description=_BACKDROP)
    palette: tuple[str, ...] = Field(description=_PALETTE, examples=[("#e8dcc8", "#ffffff")])
    lighting: Lighting = Field(description=_LIGHTING)
    warmth: float = Field(description=_WARMTH)
    references: tuple[MediaResourcePublic, ...] = Field(
        description="Reference images of the style, without those whose file no longer exists."
    )
    version: Version
    created_at: CreatedAt
    updated_at: UpdatedAt


class GuidelineCreate(Model):
    name: Name = Field(description="Name of the guideline.", examples=["Shop ready"])
    rules: Annotated[tuple[Rule, ...], Field(max_length=50)] = Field(
        (), description="Rules that an image has to meet."
    )
    severity: Severity = Field(
        Severity.WARNING, description="Weight of a violation: info, warning or blocking."
    )


class GuidelineRead(GuidelineCreate):
    id: UUID = Field(description="Id of the guideline.")
    organization_id: OrganizationId
    version: Version
    created_at: CreatedAt
    updated_at: UpdatedAt


class ShotTypeCreate(Model):
    name: Slug = Field(
        description="Name of the shot type; part of the names of delivered files.",
        examples=["full_body"],
    )
    category: Category = Field(
        description="Kind of image. Selects the workflow of a generation that names none."
    )
    framing: Framing = Field(Framing.FULL, description="Part of the subject that is in frame.")
    pose: PoseWords = Field(
        "",
        description="Pose in words; replaces `{pose}` in the template.",
        examples=["standing, facing the camera"],
    )
    aspect_ratio: ModerateAspectRatio = Field(
        "3:4", description="Proportions of the image, width first, between 1:4 and 4:1."
    )
    prompt_template: PromptTemplate = Field(
        "{product}",
        description="Prompt with the placeholders {product}, {subject}, {style} and {pose}.",
        examples=["Full body photograph of {subject} wearing {product}, {pose}, {style}"],
    )


class ShotTypeRead(ShotTypeCreate):
    id: UUID = Field(description="Id of the shot type.")
    organization_id: OrganizationId
    version: Version
    created_at: CreatedAt
    updated_at: UpdatedAt
