"""Requests and responses of the captions API."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from shared.captions.models import Caption
from shared.compute_client.models import OrderStatus
from shared.core.fields import CreatedAt, Links, OrganizationId, UpdatedAt, Version
from shared.core.model import Model
from shared.core.set_vocabulary import Locale

Tone = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]

_PREDICTION = "Prediction that the caption describes."
_LOCALE = "Language of the text, as a BCP 47 tag."
_TONE = "Tone of the text, in free words."
_LENGTH = "Requested maximum length of the text, in characters. Models keep to it roughly."


class CaptionCreate(Model):
    prediction_id: UUID = Field(description=_PREDICTION)
    locale: Locale = Field("en", description=_LOCALE, examples=["it", "pt-BR"])
    tone: Tone = Field("friendly", description=_TONE, examples=["playful"])
    length: Annotated[int, Field(ge=20, le=2000)] = Field(200, description=_LENGTH)


class CaptionUpdate(Model):
    text: Text = Field(
        description="New text of the caption.", examples=["A linen summer dress in sand."]
    )
    version: int | None = Field(
        None,
        description=(
            "Version of the caption that the change is based on. If given, the change fails when "
            "the caption has another version."
        ),
    )


class CaptionRead(Model):
    id: UUID = Field(description="Id of the caption.")
    organization_id: OrganizationId
    prediction_id: UUID = Field(description=_PREDICTION)
    shot_id: UUID = Field(description="Shot of the prediction.")
    shooting_id: UUID = Field(description="Shooting of the prediction.")
    status: OrderStatus = Field(description="Progress of the caption.")
    locale: str = Field(description=_LOCALE, examples=["en-GB"])
    tone: str = Field(description=_TONE, examples=["factual"])
    length: int = Field(description=_LENGTH)
    text: str = Field(
        description="The text. Empty until the caption is completed.",
        examples=["A linen summer dress in sand."],
    )
    edited: bool = Field(description="True if a person has changed the text.")
    model: str = Field(
        description="Model that wrote the first text. Empty before that.",
        examples=["claude-sonnet-4-5"],
    )
    provider: str = Field(
        description="Provider of the model. Empty before the first text.", examples=["anthropic"]
    )
    cost_microusd: int = Field(description="Cost in millionths of a US dollar.")
    error_code: str | None = Field(
        description="Stable code of the failure. Null unless the caption failed or was cancelled.",
        examples=["provider_timeout"],
    )
    error_message: str | None = Field(
        description="Explanation of the failure for people.",
        examples=["anthropic did not answer in time."],
    )
    version: Version
    created_at: CreatedAt
    updated_at: UpdatedAt
    links: Links

    @classmethod
    def of(cls, caption: Caption) -> "CaptionRead":
        return cls(
            **caption.model_dump(include=set(cls.model_fields)),
            links={"self": f"/api/v1/captions/{caption.id}"},
        )
