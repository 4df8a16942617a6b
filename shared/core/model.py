"""Base classes of the values that cross a boundary: frozen and strict."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A frozen value. Unknown fields are errors, so that a misspelt option is not ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Entity(Model):
    """The fields of every stored entity. Unknown fields, such as keys of the item, are ignored.

    `version` is incremented by every write and checked by it (optimistic locking).
    """

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    id: UUID
    organization_id: UUID
    created_at: datetime
    updated_at: datetime
    created_by: UUID | None = None
    version: int = 1
