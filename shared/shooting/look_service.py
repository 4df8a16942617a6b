"""Looks of a shooting, created together with their shots."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from shared.aws.outbox import put_event
from shared.core.clock import Clock, utc_now
from shared.core.events import PLATFORM, Event, make_event
from shared.core.ids import new_id
from shared.core.paging import Page
from shared.core.references import require_all
from shared.identity.principal import Principal
from shared.library.service import LibraryService
from shared.products.errors import PRODUCT_NOT_FOUND
from shared.products.service import ProductService
from shared.shooting.models import Shooting, ShootingLook, Shot
from shared.shooting.repositories import LookRepository
from shared.shooting.schemas import LookCreate, ShootingLookRead
from shared.shooting.service import ShootingService
from shared.shooting.shot_service import ShotService


class ShootingLookService:
    def __init__(
        self,
        looks: LookRepository,
        shots: ShotService,
        shootings: ShootingService,
        library: LibraryService,
        products: ProductService,
        clock: Clock = utc_now,
    ) -> None:
        self._looks = looks
        self._shots = shots
        self._shootings = shootings
        self._library = library
        self._products = products
        self._clock = clock

    def create(self, look_in: LookCreate, principal: Principal) -> ShootingLookRead:
        """Create the look and one shot per shot type in one transaction.

        Raises NotFound for an unknown id.
        """
        owner = principal.organization_id
        shooting = self._shootings.get_entity(owner, look_in.shooting_id)
        look, shots = self._compose(look_in, shooting, principal)
        self._require_products(look)
        self._library.require(
            owner,
            subject_id=look.subject_id,
            style_id=look.style_id,
            guideline_ids=look.guideline_ids,
            shot_type_ids=look.shot_type_ids,
        )
        self._looks.commit(
            self._looks.creation(look),
            *(self._shots.creation(shot) for shot in shots),
            *self._shootings.writes_for_look(shooting, principal.actor),
            put_event(self._created(look, principal)),
        )
        return ShootingLookRead.of(look, shots)

    def get(self, look_id: UUID, principal: Principal) -> ShootingLookRead:
        look = self._looks.get(principal.organization_id, look_id)
        return self._read_all([look])[0]

    def list(
        self, principal: Principal, *, shooting_id: UUID | None, limit: int, cursor: str | None
    ) -> Page[ShootingLookRead]:
        """The looks of a shooting in order of creation, or all looks, newest first."""
        owner = principal.organization_id
        if shooting_id is None:
            page = self._looks.list(owner, limit=limit, cursor=cursor)
        else:
            self._shootings.get_entity(owner, shooting_id)
            page = self._looks.list_of_shooting(owner, shooting_id, limit=limit, cursor=cursor)
        return Page(items=list(self._read_all(page.items)), next_cursor=page.next_cursor)

    def get_entity(self, organization_id: UUID, look_id: UUID) -> ShootingLook:
        return self._looks.get(organization_id, look_id)

    def find_entities(
        self, organization_id: UUID, look_ids: Iterable[UUID]
    ) -> dict[UUID, ShootingLook]:
        return self._looks.get_many(organization_id, look_ids)

    def _compose(
        self, look_in: LookCreate, shooting: Shooting, principal: Principal
    ) -> tuple[ShootingLook, tuple[Shot, ...]]:
        now = self._clock()
        fields: dict[str, Any] = {
            **dict(shooting.defaults),
            **look_in.model_dump(exclude_unset=True),
        }
        for many in ("product_ids", "guideline_ids", "shot_type_ids"):
            fields[many] = tuple(dict.fromkeys(fields.get(many, ())))
        look = ShootingLook(
            **fields,
            id=new_id(),
            organization_id=principal.organization_id,
            created_at=now,
            updated_at=now,
            created_by=principal.user_id,
        )
        shots = tuple(
            self._shots.plan(look, shot_type_id, position=position)
            for position, shot_type_id in enumerate(look.shot_type_ids)
        )
        return look.model_copy(update={"shot_ids": tuple(shot.id for shot in shots)}), shots

    def _require_products(self, look: ShootingLook) -> None:
        owner, main = look.organization_id, look.main_product_id
        found = self._products.find_entities(owner, (main, *look.product_ids))
        require_all(
            found, (main,), title="Product", error=PRODUCT_NOT_FOUND, field="main_product_id"
        )
        require_all(
            found, look.product_ids, title="Product", error=PRODUCT_NOT_FOUND, field="product_ids"
        )

    def _created(self, look: ShootingLook, principal: Principal) -> Event:
        return make_event(
            "look.created",
            source=PLATFORM,
            organization_id=look.organization_id,
            actor=principal.actor,
            data={
                "look_id": str(look.id),
                "shooting_id": str(look.shooting_id),
                "main_product_id": str(look.main_product_id),
                "shot_ids": [str(shot_id) for shot_id in look.shot_ids],
            },
            clock=self._clock,
        )

    def _read_all(self, looks: Sequence[ShootingLook]) -> tuple[ShootingLookRead, ...]:
        """Reads the shots of all looks in one batch."""
        if not looks:
            return ()
        wanted = [shot_id for look in looks for shot_id in look.shot_ids]
        shots = self._shots.find_entities(looks[0].organization_id, wanted)
        return tuple(
            ShootingLookRead.of(
                look, tuple(shots[shot_id] for shot_id in look.shot_ids if shot_id in shots)
            )
            for look in looks
        )
