"""Products in the platform table, with an item per SKU that keeps it unique."""

from uuid import UUID

from shared.aws import keys
from shared.aws.keys import Noun
from shared.aws.repository import Repository
from shared.aws.writes import Delete, Put, Write
from shared.products.errors import PRODUCT_EXISTS, PRODUCT_NOT_FOUND, SKU_TAKEN
from shared.products.models import Product


class ProductRepository(Repository[Product]):
    entity = Product
    noun = Noun.PRODUCT
    title = "Product"
    not_found = PRODUCT_NOT_FOUND
    exists = PRODUCT_EXISTS

    def claim_sku(self, product: Product) -> list[Write]:
        """Claim the SKU. Raises Conflict (`sku_taken`) if another product has it."""
        if product.sku is None:
            return []
        return [
            Put(
                {
                    **keys.unique(product.organization_id, Noun.SKU, product.sku)._asdict(),
                    "product_id": str(product.id),
                },
                error=SKU_TAKEN(f"The SKU {product.sku} is taken."),
            )
        ]

    def release_sku(self, product: Product) -> list[Write]:
        if product.sku is None:
            return []
        return [Delete(keys.unique(product.organization_id, Noun.SKU, product.sku), condition="")]

    def id_of_sku(self, organization_id: UUID, sku: str) -> UUID | None:
        """Id of the product that has this SKU."""
        item = self.table.get(keys.unique(organization_id, Noun.SKU, sku))
        return UUID(item["product_id"]) if item else None
