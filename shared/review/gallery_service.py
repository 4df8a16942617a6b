"""The gallery: predictions with their shot, shooting and product."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.core.paging import Page
from shared.identity.principal import Principal
from shared.library.models import ShotType
from shared.library.service import LibraryService
from shared.media.schemas import MediaResourcePublic
from shared.media.service import MediaResourceService
from shared.products.models import Product
from shared.products.service import ProductService
from shared.review.image_state import image_state
from shared.review.models import Prediction, PredictionStatus
from shared.review.repository import PredictionRepository
from shared.review.schemas import (
    GalleryItem,
    GalleryProduct,
    GalleryShooting,
    GalleryShot,
    ImageState,
    PredictionRead,
)
from shared.shooting.look_service import ShootingLookService
from shared.shooting.models import Shooting, ShootingLook, Shot
from shared.shooting.service import ShootingService
from shared.shooting.shot_service import ShotService

# Bounds the reads of a request whose filter matches little: after this many chunks the page is
# returned as it is, and its cursor continues from there.
_CHUNK = 100
_MOST_CHUNKS = 20

Collected = list[tuple[Prediction, Shot]]
Items = list[GalleryItem]


@dataclass(frozen=True)
class GalleryFilter:
    """`start` is inclusive, `end` exclusive. None does not filter."""

    shooting_id: UUID | None = None
    shot_type_id: UUID | None = None
    state: ImageState | None = None
    start: datetime | None = None
    end: datetime | None = None

    def admits(self, prediction: Prediction, shot: Shot) -> bool:
        return (
            prediction.status is not PredictionStatus.DELETED
            and self.shot_type_id in (None, shot.shot_type_id)
            and self.state in (None, image_state(prediction, shot))
        )


class GalleryService:
    def __init__(
        self,
        predictions: PredictionRepository,
        shots: ShotService,
        shootings: ShootingService,
        looks: ShootingLookService,
        library: LibraryService,
        products: ProductService,
        media: MediaResourceService,
    ) -> None:
        self._predictions = predictions
        self._shots = shots
        self._shootings = shootings
        self._looks = looks
        self._library = library
        self._products = products
        self._media = media

    def list(
        self, principal: Principal, wanted: GalleryFilter, *, limit: int, cursor: str | None
    ) -> Page[GalleryItem]:
        """Newest first. A page may be shorter than `limit` and still have a `next_cursor`."""
        owner = principal.organization_id
        if wanted.shooting_id is not None:
            self._shootings.get_entity(owner, wanted.shooting_id)
        shown, next_cursor = self._collect(owner, wanted, limit, cursor)
        return Page(items=self._describe(owner, shown), next_cursor=next_cursor)

    def _collect(
        self, owner: UUID, wanted: GalleryFilter, limit: int, cursor: str | None
    ) -> tuple[Collected, str | None]:
        """The predictions that the filter admits, and the cursor behind them.

        The index does not contain the decision, so each chunk also reads the shots.
        """
        collected: Collected = []
        for _ in range(_MOST_CHUNKS):
            page = self._predictions.list_newest(
                owner,
                shooting_id=wanted.shooting_id,
                before=wanted.end,
                limit=_CHUNK,
                cursor=cursor,
            )
            shots = self._shots.find_entities(owner, (found.shot_id for found in page.items))
            for prediction in page.items:
                if wanted.start and prediction.created_at < wanted.start:
                    return collected, None
                if len(collected) == limit:
                    return collected, cursor
                shot = shots.get(prediction.shot_id)
                if shot and wanted.admits(prediction, shot):
                    collected.append((prediction, shot))
                cursor = self._predictions.cursor_after(
                    prediction, of_shooting=wanted.shooting_id is not None
                )
            cursor = page.next_cursor
            if cursor is None:
                break
        return collected, cursor

    def _describe(self, owner: UUID, shown: Collected) -> Items:
        """One batch read per kind of entity."""
        media = self._media.public_by_id(owner, {found.media_id for found, _ in shown})
        types = self._library.find_shot_types(owner, {shot.shot_type_id for _, shot in shown})
        shootings = self._shootings.find_entities(owner, {shot.shooting_id for _, shot in shown})
        looks = self._looks.find_entities(owner, {shot.shooting_look_id for _, shot in shown})
        products = self._products.find_entities(
            owner, {look.main_product_id for look in looks.values()}
        )
        return [
            _item(
                prediction,
                shot,
                url=_url(media.get(prediction.media_id)),
                shot_type=types.get(shot.shot_type_id),
                shooting=shootings.get(shot.shooting_id),
                product=_main_product(looks.get(shot.shooting_look_id), products),
            )
            for prediction, shot in shown
        ]


def _item(
    prediction: Prediction,
    shot: Shot,
    *,
    url: str | None,
    shot_type: ShotType | None,
    shooting: Shooting | None,
    product: Product | None,
) -> GalleryItem:
    return GalleryItem(
        **PredictionRead.of(prediction, url).model_dump(),
        state=image_state(prediction, shot),
        shot=GalleryShot(
            **shot.model_dump(include=set(GalleryShot.model_fields)),
            shot_type_name=shot_type.name if shot_type else None,
        ),
        shooting=GalleryShooting(id=shot.shooting_id, name=shooting.name if shooting else None),
        product=GalleryProduct(id=product.id, name=product.name, sku=product.sku)
        if product
        else None,
    )


def _url(resource: MediaResourcePublic | None) -> str | None:
    return resource.url if resource else None


def _main_product(look: ShootingLook | None, products: Mapping[UUID, Product]) -> Product | None:
    return products.get(look.main_product_id) if look else None
