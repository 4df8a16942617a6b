"""The base of everything that crosses a boundary: frozen, strict about unknown fields."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A value object. Unknown fields are errors: a misspelt option must not pass in silence."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Entity(Model):
    """What the seeds call the base model: the fields that every stored entity carries.

    `version` counts writes and guards them (optimistic locking).
    """

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    id: UUID
    organization_id: UUID
    created_at: datetime
    updated_at: datetime
    created_by: UUID | None = None
    version: int = 1
