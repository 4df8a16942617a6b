"""Field types that several schemas share, with the descriptions that clients see."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Notes = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]

OrganizationId = Annotated[UUID, Field(description="Organization that owns the entity.")]
Version = Annotated[
    int,
    Field(description="Counts the writes to the entity, from 1. Guards concurrent changes."),
]
CreatedAt = Annotated[datetime, Field(description="Time of creation, UTC.")]
UpdatedAt = Annotated[datetime, Field(description="Time of the last change, UTC.")]
Links = Annotated[
    dict[str, str],
    Field(description="Paths of this resource, related resources and actions, by relation."),
]
