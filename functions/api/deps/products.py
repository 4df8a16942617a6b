"""Products."""

from functools import cache

from functions.api.deps.foundation import get_table
from functions.api.deps.media import get_media_service
from shared.products.repository import ProductRepository
from shared.products.service import ProductService


@cache
def get_product_service() -> ProductService:
    return ProductService(ProductRepository(get_table()), get_media_service())
