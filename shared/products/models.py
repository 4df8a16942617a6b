"""Products as they are stored."""

from typing import Any
from uuid import UUID

from pydantic import Field

from shared.core.model import Entity


class Product(Entity):
    """`sku` is unique within the organization. The first image is the primary one.

    `image_roles` are the views that the images of `image_media_ids` show, in the same order.
    """

    name: str
    sku: str | None = None
    category: str | None = None
    brand: str | None = None
    attributes: dict[str, Any] = Field(default_factory=dict)
    metadata: dict[str, Any] = Field(default_factory=dict)
    image_media_ids: tuple[UUID, ...] = ()
    image_roles: tuple[str | None, ...] = ()
