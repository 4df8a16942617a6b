"""Product CRUD."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, status

from functions.api.deps.caller import requires
from functions.api.deps.products import get_product_service
from shared.core.paging import DEFAULT_LIMIT, Limit, Page
from shared.identity.principal import Principal
from shared.identity.scopes import Scope
from shared.products.schemas import ProductCreate, ProductImagesAdd, ProductRead, ProductUpdate
from shared.products.service import ProductService

router = APIRouter(prefix="/products", tags=["products"])

Reader = Annotated[Principal, Depends(requires(Scope.PRODUCTS_READ))]
Writer = Annotated[Principal, Depends(requires(Scope.PRODUCTS_WRITE))]
Products = Annotated[ProductService, Depends(get_product_service)]


@router.post("", status_code=status.HTTP_201_CREATED)
def create_product(product_in: ProductCreate, caller: Writer, products: Products) -> ProductRead:
    """Create a product with its images; 409 `sku_taken` names the product that has the SKU."""
    return products.create(product_in, caller)


@router.get("")
def list_products(
    caller: Reader, products: Products, limit: Limit = DEFAULT_LIMIT, cursor: str | None = None
) -> Page[ProductRead]:
    """Products, newest first."""
    return products.list(caller, limit=limit, cursor=cursor)


@router.get("/{product_id}")
def get_product(product_id: UUID, caller: Reader, products: Products) -> ProductRead:
    """One product; 404 also when it belongs to another organization."""
    return products.get(product_id, caller)


@router.patch("/{product_id}")
def update_product(
    product_id: UUID, changes: ProductUpdate, caller: Writer, products: Products
) -> ProductRead:
    """Change the fields that are sent."""
    return products.update(product_id, changes, caller)


@router.post("/{product_id}/images", status_code=status.HTTP_201_CREATED)
def add_product_images(
    product_id: UUID, images_in: ProductImagesAdd, caller: Writer, products: Products
) -> ProductRead:
    """Put images after those that the product has."""
    return products.add_images(product_id, images_in, caller)
