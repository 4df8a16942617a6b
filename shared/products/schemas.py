"""What the products API takes and gives."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator, Field, StringConstraints, field_validator

from shared.core.model import Model
from shared.media.schemas import MediaInput, MediaResourcePublic, MediaSlot
from shared.products.attributes import Attributes

MAX_IMAGES = 20


def _blank_is_none(value: object) -> object:
    """Forms and spreadsheets send an empty text where there is no value."""
    return None if isinstance(value, str) and not value.strip() else value


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Word = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]
# A SKU ends up in file names and keys: no slash, no backslash, nothing invisible.
Sku = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        pattern=r"^[^\s/\\#\x00-\x1f\x7f]([^/\\#\x00-\x1f\x7f]*[^\s/\\#\x00-\x1f\x7f])?$",
        max_length=64,
    ),
]
OptionalSku = Annotated[Sku | None, BeforeValidator(_blank_is_none)]
OptionalWord = Annotated[Word | None, BeforeValidator(_blank_is_none)]
Images = Annotated[
    tuple[MediaInput, ...], Field(max_length=MAX_IMAGES), MediaSlot("images", many=True)
]


class ProductBase(Model):
    name: Name
    sku: OptionalSku = None
    category: OptionalWord = None
    brand: OptionalWord = None
    attributes: Attributes = Field(default_factory=dict)
    metadata: Attributes = Field(default_factory=dict)


class ProductCreate(ProductBase):
    images: Images = ()


class ProductUpdate(Model):
    """All fields optional: what is absent stays, null or blank empties, maps are replaced."""

    name: Name | None = None
    sku: OptionalSku = None
    category: OptionalWord = None
    brand: OptionalWord = None
    attributes: Attributes | None = None
    metadata: Attributes | None = None

    @field_validator("name", "attributes", "metadata")
    @classmethod
    def never_null(cls, value: Any) -> Any:
        if value is None:
            raise ValueError("cannot be null; leave it out to keep it as it is")
        return value


class ProductImagesAdd(Model):
    """Images to put after those that the product has."""

    images: Annotated[Images, Field(min_length=1)]


class ProductImage(MediaResourcePublic):
    """`role` says what the image shows, if that was said: front, back, detail, ..."""

    role: str | None = None


class ProductRead(ProductBase):
    id: UUID
    organization_id: UUID
    primary_image_url: str | None = None
    images: tuple[ProductImage, ...] = ()
    version: int
    created_at: datetime
    updated_at: datetime
