"""Products."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.wiring.base import PlatformPart

if TYPE_CHECKING:
    from shared.products.service import ProductService


class ProductsWiring(PlatformPart):
    @cached_property
    def service(self) -> "ProductService":
        from shared.products.repository import ProductRepository
        from shared.products.service import ProductService

        return ProductService(
            ProductRepository(self.table), self.platform.media.resources, self.clock
        )
