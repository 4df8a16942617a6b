"""Products and their images."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, status

from functions.api.deps.caller import requires
from functions.api.deps.products import get_product_service
from shared.aws.errors import VERSION_CONFLICT
from shared.core.paging import DEFAULT_LIMIT, Cursor, Limit, Page
from shared.identity.principal import Principal
from shared.identity.scopes import Scope
from shared.media.errors import ATTACHING
from shared.products.errors import PRODUCT_NOT_FOUND, SKU_TAKEN, TOO_MANY_IMAGES
from shared.products.schemas import ProductCreate, ProductImagesAdd, ProductRead, ProductUpdate
from shared.products.service import ProductService
from shared.web.problems import problems

router = APIRouter(prefix="/products", tags=["products"])

Reader = Annotated[Principal, Depends(requires(Scope.PRODUCTS_READ))]
Writer = Annotated[Principal, Depends(requires(Scope.PRODUCTS_WRITE))]
Products = Annotated[ProductService, Depends(get_product_service)]
ProductId = Annotated[UUID, Path(description="Id of the product.")]


@router.post("", status_code=status.HTTP_201_CREATED, responses=problems(SKU_TAKEN, *ATTACHING))
def create_product(product_in: ProductCreate, caller: Writer, products: Products) -> ProductRead:
    """Create a product with its images.

    An SKU belongs to one product; `existing_id` of the conflict names it.
    """
    return products.create(product_in, caller)


@router.get("")
def list_products(
    caller: Reader, products: Products, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
) -> Page[ProductRead]:
    """List the products, newest first."""
    return products.list(caller, limit=limit, cursor=cursor)


@router.get("/{product_id}", responses=problems(PRODUCT_NOT_FOUND))
def get_product(product_id: ProductId, caller: Reader, products: Products) -> ProductRead:
    """Read a product.

    404 is also the answer for those of another organization.
    """
    return products.get(product_id, caller)


@router.patch("/{product_id}", responses=problems(PRODUCT_NOT_FOUND, SKU_TAKEN, VERSION_CONFLICT))
def update_product(
    product_id: ProductId, changes: ProductUpdate, caller: Writer, products: Products
) -> ProductRead:
    """Change fields of a product.

    Fields that are not sent stay as they are.
    """
    return products.update(product_id, changes, caller)


@router.post(
    "/{product_id}/images",
    status_code=status.HTTP_201_CREATED,
    responses=problems(PRODUCT_NOT_FOUND, TOO_MANY_IMAGES, VERSION_CONFLICT, *ATTACHING),
)
def add_product_images(
    product_id: ProductId, images_in: ProductImagesAdd, caller: Writer, products: Products
) -> ProductRead:
    """Add images to a product.

    They come after the images that it has.
    """
    return products.add_images(product_id, images_in, caller)
