"""What the captions API takes and gives."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from shared.captions.models import Caption
from shared.compute_client.models import OrderStatus
from shared.core.model import Model
from shared.core.set_vocabulary import Locale

Tone = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]


class CaptionCreate(Model):
    """`length` is the most characters wanted; a model counts only roughly."""

    prediction_id: UUID
    locale: Locale = "en"
    tone: Tone = "friendly"
    length: Annotated[int, Field(ge=20, le=2000)] = 200


class CaptionUpdate(Model):
    """With `version` the change fails when somebody changed the caption since it was read."""

    text: Text
    version: int | None = None


class CaptionRead(Model):
    """`text` is empty until the caption is completed."""

    id: UUID
    organization_id: UUID
    prediction_id: UUID
    shot_id: UUID
    shooting_id: UUID
    status: OrderStatus
    locale: str
    tone: str
    length: int
    text: str
    edited: bool
    model: str
    provider: str
    cost_microusd: int
    error_code: str | None
    error_message: str | None
    version: int
    created_at: datetime
    updated_at: datetime
    links: dict[str, str]

    @classmethod
    def of(cls, caption: Caption) -> "CaptionRead":
        return cls(
            **caption.model_dump(include=set(cls.model_fields)),
            links={"self": f"/api/v1/captions/{caption.id}"},
        )
