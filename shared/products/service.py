"""Create, read and change products."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from shared.aws.outbox import put_event
from shared.aws.writes import Write
from shared.core.clock import Clock, utc_now
from shared.core.errors import Conflict
from shared.core.events import PLATFORM, Event, make_event
from shared.core.ids import new_id
from shared.core.paging import Page
from shared.identity.principal import Principal
from shared.media.races import retry_when_media_moved
from shared.media.service import MediaResourceService
from shared.products.errors import SKU_TAKEN, TOO_MANY_IMAGES
from shared.products.models import Product
from shared.products.reading import ProductReader
from shared.products.repository import ProductRepository
from shared.products.schemas import (
    MAX_IMAGES,
    ProductCreate,
    ProductImagesAdd,
    ProductRead,
    ProductUpdate,
)


class ProductService:
    def __init__(
        self,
        repository: ProductRepository,
        media: MediaResourceService,
        clock: Clock = utc_now,
    ) -> None:
        self._products = repository
        self._media = media
        self._reader = ProductReader(media)
        self._clock = clock

    def create(self, product_in: ProductCreate, principal: Principal) -> ProductRead:
        """Store the product and attach its images.

        Raises Conflict (`sku_taken`) with the id of the product that has the SKU.
        """
        product_id = new_id()
        return retry_when_media_moved(lambda: self._create(product_id, product_in, principal))

    def _create(
        self, product_id: UUID, product_in: ProductCreate, principal: Principal
    ) -> ProductRead:
        # The commit detects a taken SKU as well, but only after the images have been copied.
        self._require_free_sku(principal.organization_id, product_in.sku)
        now = self._clock()
        attached = self._media.attach_all(
            product_in, principal, entity_type="product", entity_id=product_id
        )
        product = Product(
            **product_in.model_dump(exclude={"images"}),
            id=product_id,
            organization_id=principal.organization_id,
            created_at=now,
            updated_at=now,
            created_by=principal.user_id,
            image_media_ids=attached.media_ids("images"),
            image_roles=attached.roles("images"),
        )
        return self._commit(
            product,
            self._products.creation(product),
            *self._products.claim_sku(product),
            *attached.writes,
            put_event(self._event("product.created", product, principal)),
        )

    def get(self, product_id: UUID, principal: Principal) -> ProductRead:
        return self._reader.read(self._products.get(principal.organization_id, product_id))

    def find_entities(
        self, organization_id: UUID, product_ids: Iterable[UUID]
    ) -> dict[UUID, Product]:
        """The products that exist, by id, in one batch read."""
        return self._products.get_many(organization_id, product_ids)

    def list(self, principal: Principal, *, limit: int, cursor: str | None) -> Page[ProductRead]:
        page = self._products.list(principal.organization_id, limit=limit, cursor=cursor)
        return Page(items=self._reader.read_all(page.items), next_cursor=page.next_cursor)

    def update(self, product_id: UUID, changes: ProductUpdate, principal: Principal) -> ProductRead:
        """Change the fields that were sent. A new SKU is claimed and the old one released."""
        before = self._products.get(principal.organization_id, product_id)
        changed = before.model_copy(update=changes.model_dump(exclude_unset=True))
        if changed == before:
            return self._reader.read(before)
        after = self._next_version(changed)
        moved = before.sku != after.sku
        return self._commit(
            after,
            self._products.replacement(after),
            *(self._products.claim_sku(after) if moved else []),
            *(self._products.release_sku(before) if moved else []),
            put_event(self._event("product.updated", after, principal)),
        )

    def add_images(
        self, product_id: UUID, images_in: ProductImagesAdd, principal: Principal
    ) -> ProductRead:
        """Append images to those of the product, at most 20 in all."""
        return retry_when_media_moved(lambda: self._add_images(product_id, images_in, principal))

    def _add_images(
        self, product_id: UUID, images_in: ProductImagesAdd, principal: Principal
    ) -> ProductRead:
        before = self._products.get(principal.organization_id, product_id)
        count = len(before.image_media_ids)
        if count + len(images_in.images) > MAX_IMAGES:
            raise TOO_MANY_IMAGES(
                f"The product has {count} images already; {MAX_IMAGES} are allowed in all.",
            )
        attached = self._media.attach_all(
            images_in,
            principal,
            entity_type="product",
            entity_id=product_id,
            first_position=count,
        )
        after = self._next_version(
            before,
            image_media_ids=before.image_media_ids + attached.media_ids("images"),
            image_roles=before.image_roles + attached.roles("images"),
        )
        return self._commit(
            after,
            self._products.replacement(after),
            *attached.writes,
            put_event(self._event("product.updated", after, principal)),
        )

    def _next_version(self, product: Product, **changes: Any) -> Product:
        return product.model_copy(
            update={**changes, "version": product.version + 1, "updated_at": self._clock()}
        )

    def _commit(self, product: Product, *writes: Write) -> ProductRead:
        try:
            self._products.commit(*writes)
        except Conflict as conflict:
            if conflict.declared is SKU_TAKEN:
                self._require_free_sku(product.organization_id, product.sku)
            raise
        return self._reader.read(product)

    def _require_free_sku(self, organization_id: UUID, sku: str | None) -> None:
        existing = self._products.id_of_sku(organization_id, sku) if sku else None
        if existing:
            raise SKU_TAKEN(
                f"A product with the SKU {sku} exists. Update that one (existing_id), "
                "or send another SKU.",
                extra={"existing_id": str(existing)},
            )

    def _event(self, type: str, product: Product, principal: Principal) -> Event:
        return make_event(
            type,
            source=PLATFORM,
            organization_id=product.organization_id,
            actor=principal.actor,
            data={"product_id": str(product.id), "sku": product.sku, "name": product.name},
            clock=self._clock,
        )
