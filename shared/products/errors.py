"""The error codes of products."""

from shared.core.errors import Conflict, ErrorCode, Invalid, NotFound

PRODUCT_EXISTS = ErrorCode(
    "product_exists", Conflict, "This product was created by an earlier, equal request. Read it."
)
PRODUCT_NOT_FOUND = ErrorCode(
    "product_not_found",
    NotFound,
    "The organization has no such product. Take an id from `GET /products`.",
)
SKU_TAKEN = ErrorCode(
    "sku_taken",
    Conflict,
    "Another product has this SKU; `existing_id` names it. Change that product, or choose another "
    "SKU.",
)
TOO_MANY_IMAGES = ErrorCode(
    "too_many_images", Invalid, "A product has at most 20 images. Leave some out."
)
