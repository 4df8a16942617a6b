"""Requests and responses of the products API."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator, Field, StringConstraints, field_validator

from shared.core.fields import CreatedAt, OrganizationId, UpdatedAt, Version
from shared.core.model import Model
from shared.media.schemas import MediaInput, MediaResourcePublic, MediaSlot
from shared.products.attributes import Attributes

MAX_IMAGES = 20

_NAME = "Name of the product."
_SKU = "Stock keeping unit, unique within the organization. Blank or null means none."
_CATEGORY = "Kind of product, in the brand's own words; used in prompts and captions."
_BRAND = "Brand of the product; used in prompts and captions."
_ATTRIBUTES = "Free JSON about the product. Members named `color` or `colour` appear in captions."
_METADATA = "Free JSON of the client, stored and returned unchanged."
_LIMITS = " At most 32,000 bytes and 8 levels."


def _blank_is_none(value: object) -> object:
    """Map a blank text to None: forms and spreadsheets send it for a missing value."""
    return None if isinstance(value, str) and not value.strip() else value


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Word = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]
# SKUs become part of file names and keys, so slashes and control characters are refused.
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
    name: Name = Field(description=_NAME, examples=["Linen summer dress"])
    sku: OptionalSku = Field(None, description=_SKU, examples=["DRS-001"])
    category: OptionalWord = Field(None, description=_CATEGORY, examples=["dress"])
    brand: OptionalWord = Field(None, description=_BRAND, examples=["Acme"])
    attributes: Attributes = Field(
        default_factory=dict,
        description=_ATTRIBUTES + _LIMITS,
        examples=[{"colour": ["sand", "white"], "material": "linen"}],
    )
    metadata: Attributes = Field(default_factory=dict, description=_METADATA + _LIMITS)


class ProductCreate(ProductBase):
    images: Images = Field((), description="Images of the product. The first is the primary one.")


class ProductUpdate(Model):
    """Fields to change. Absent fields stay; null or blank empties an optional text."""

    name: Name | None = Field(
        None, description=_NAME + " Not null.", examples=["Linen summer dress"]
    )
    sku: OptionalSku = Field(None, description=_SKU, examples=["DRS-001"])
    category: OptionalWord = Field(None, description=_CATEGORY, examples=["dress"])
    brand: OptionalWord = Field(None, description=_BRAND, examples=["Acme"])
    attributes: Attributes | None = Field(
        None, description=_ATTRIBUTES + " Replaces all attributes; not null." + _LIMITS
    )
    metadata: Attributes | None = Field(
        None, description=_METADATA + " Replaces all metadata; not null." + _LIMITS
    )

    @field_validator("name", "attributes", "metadata")
    @classmethod
    def never_null(cls, value: Any) -> Any:
        if value is None:
            raise ValueError("cannot be null; leave it out to keep it as it is")
        return value


class ProductImagesAdd(Model):
    """Images to append to those of the product."""

    images: Annotated[Images, Field(min_length=1)] = Field(
        description=f"Images to append. The product has at most {MAX_IMAGES} in all."
    )


class ProductImage(MediaResourcePublic):
    """An image of a product."""

    role: str | None = Field(
        None,
        description="View that the image shows, as named by the client. Null if unnamed.",
        examples=["front"],
    )


class ProductRead(ProductBase):
    id: UUID = Field(description="Id of the product.")
    organization_id: OrganizationId
    primary_image_url: str | None = Field(
        None,
        description="URL of the first image. Null for a product without images.",
        examples=["https://cdn.example.com/media/0199a1c2/1.jpg"],
    )
    images: tuple[ProductImage, ...] = Field((), description="Images in their order.")
    version: Version
    created_at: CreatedAt
    updated_at: UpdatedAt
