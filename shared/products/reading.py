"""Products as responses, with their images looked up in one batch."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from uuid import UUID

from shared.media.schemas import MediaResourcePublic
from shared.media.service import MediaResourceService
from shared.products.models import Product
from shared.products.schemas import ProductImage, ProductRead


class ProductReader:
    def __init__(self, media: MediaResourceService) -> None:
        self._media = media

    def read(self, product: Product) -> ProductRead:
        return self.read_all([product])[0]

    def read_all(self, products: Sequence[Product]) -> list[ProductRead]:
        """All products must belong to one organization."""
        media_ids = {media_id for product in products for media_id in product.image_media_ids}
        if not media_ids:
            return [_read(product, {}) for product in products]
        public = self._media.public_by_id(products[0].organization_id, media_ids)
        return [_read(product, public) for product in products]


def _read(product: Product, public: Mapping[UUID, MediaResourcePublic]) -> ProductRead:
    roles = product.image_roles[: len(product.image_media_ids)]
    images = tuple(
        ProductImage(**public[media_id].model_dump(), role=role)
        for media_id, role in zip_longest(product.image_media_ids, roles)
        if media_id in public
    )
    return ProductRead(
        **product.model_dump(
            include=set(ProductRead.model_fields) - {"images", "primary_image_url"}
        ),
        images=images,
        primary_image_url=images[0].url if images else None,
    )
