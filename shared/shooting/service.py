"""Create and change shootings, and advance their status."""

from collections.abc import Iterable
from uuid import UUID

from shared.aws.outbox import put_event
from shared.aws.writes import Write
from shared.core.clock import Clock, utc_now
from shared.core.events import PLATFORM, Event, make_event
from shared.core.ids import derived_id, new_id
from shared.core.paging import Page
from shared.identity.principal import Principal
from shared.library.service import LibraryService
from shared.shooting.errors import SHOOTING_ARCHIVED
from shared.shooting.models import Shooting, ShootingDefaults
from shared.shooting.repositories import ShootingRepository
from shared.shooting.schemas import ShootingCreate, ShootingRead, ShootingUpdate
from shared.shooting.transitions import SHOOTING_MOVES, require_shooting_move
from shared.shooting.vocabulary import ShootingStatus

Writes = list[Write]


class ShootingService:
    def __init__(
        self,
        shootings: ShootingRepository,
        library: LibraryService,
        clock: Clock = utc_now,
    ) -> None:
        self._shootings = shootings
        self._library = library
        self._clock = clock

    def create(self, shooting_in: ShootingCreate, principal: Principal) -> ShootingRead:
        self._require_entries(shooting_in.defaults, principal)
        now = self._clock()
        shooting = Shooting(
            **shooting_in.model_dump(),
            id=new_id(),
            organization_id=principal.organization_id,
            created_at=now,
            updated_at=now,
            created_by=principal.user_id,
        )
        event = self._event("shooting.created", shooting, principal.actor)
        self._shootings.commit(self._shootings.creation(shooting), put_event(event))
        return _read(shooting)

    def get(self, shooting_id: UUID, principal: Principal) -> ShootingRead:
        return _read(self._shootings.get(principal.organization_id, shooting_id))

    def list(
        self,
        principal: Principal,
        *,
        status: ShootingStatus | None = None,
        limit: int,
        cursor: str | None,
    ) -> Page[ShootingRead]:
        owner = principal.organization_id
        if status is None:
            page = self._shootings.list(owner, limit=limit, cursor=cursor)
        else:
            page = self._shootings.list_by_status(owner, status, limit=limit, cursor=cursor)
        return Page(items=[_read(found) for found in page.items], next_cursor=page.next_cursor)

    def update(
        self, shooting_id: UUID, changes: ShootingUpdate, principal: Principal
    ) -> ShootingRead:
        """Change the fields that were sent. An unchanged status is no transition."""
        before = self._shootings.get(principal.organization_id, shooting_id)
        sent = {name: getattr(changes, name) for name in changes.model_fields_set}
        for name in ("name", "defaults", "status"):
            if name in sent and sent[name] is None:
                del sent[name]  # required fields: null changes nothing
        after = before.model_copy(
            update={**sent, "version": before.version + 1, "updated_at": self._clock()}
        )
        type = "shooting.updated"
        if after.status is not before.status:
            type = require_shooting_move(before.status, after.status)
        if "defaults" in sent:
            self._require_entries(after.defaults, principal)
        self._shootings.commit(
            self._shootings.replacement(after),
            put_event(self._event(type, after, principal.actor)),
        )
        return _read(after)

    def get_entity(self, organization_id: UUID, shooting_id: UUID) -> Shooting:
        return self._shootings.get(organization_id, shooting_id)

    def find_entities(
        self, organization_id: UUID, shooting_ids: Iterable[UUID]
    ) -> dict[UUID, Shooting]:
        return self._shootings.get_many(organization_id, shooting_ids)

    def writes_for_look(self, shooting: Shooting, actor: str) -> Writes:
        """The first look makes a draft configured. Raises Conflict if the shooting is archived."""
        self._require_open(shooting)
        return self._advance(
            shooting, ShootingStatus.CONFIGURED, before=(ShootingStatus.DRAFT,), actor=actor
        )

    def writes_for_start(self, shooting: Shooting, actor: str) -> Writes:
        """The first generation starts the shooting. Raises Conflict if it is archived."""
        self._require_open(shooting)
        return self._advance(
            shooting,
            ShootingStatus.GENERATING,
            before=(ShootingStatus.DRAFT, ShootingStatus.CONFIGURED),
            actor=actor,
        )

    def writes_for_review(self, shooting: Shooting, actor: str) -> Writes:
        """The first predictions put the shooting into review."""
        return self._advance(
            shooting,
            ShootingStatus.IN_REVIEW,
            before=(ShootingStatus.GENERATING,),
            actor=actor,
        )

    def _advance(
        self,
        shooting: Shooting,
        to: ShootingStatus,
        *,
        before: tuple[ShootingStatus, ...],
        actor: str,
    ) -> Writes:
        """No writes if the shooting has this status or a later one."""
        if shooting.status not in before:
            return []
        after = shooting.model_copy(update={"status": to, "updated_at": self._clock()})
        # Each of these transitions happens once per shooting, so the id of its event is derived;
        # concurrent writers then send the same event.
        event_id = derived_id(shooting.id, to)
        type = SHOOTING_MOVES[shooting.status, to]
        event = self._event(type, after, actor, id=event_id)
        return [self._shootings.advance(after, before=before), put_event(event)]

    def _require_open(self, shooting: Shooting) -> None:
        if shooting.status is ShootingStatus.ARCHIVED:
            raise SHOOTING_ARCHIVED(
                f"The shooting {shooting.name} is archived; work on in another one.",
            )

    def _require_entries(self, defaults: ShootingDefaults, principal: Principal) -> None:
        self._library.require(principal.organization_id, **dict(defaults))

    def _event(self, type: str, shooting: Shooting, actor: str, *, id: UUID | None = None) -> Event:
        return make_event(
            type,
            source=PLATFORM,
            organization_id=shooting.organization_id,
            actor=actor,
            data={
                "shooting_id": str(shooting.id),
                "name": shooting.name,
                "status": str(shooting.status),
            },
            id=id,
            clock=self._clock,
        )


def _read(shooting: Shooting) -> ShootingRead:
    return ShootingRead(**shooting.model_dump(include=set(ShootingRead.model_fields)))
