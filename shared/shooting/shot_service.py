"""Shots and their status in the review."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from shared.aws.outbox import put_event
from shared.aws.writes import Write
from shared.core.clock import Clock, utc_now
from shared.core.errors import Conflict
from shared.core.events import PLATFORM, Event, make_event
from shared.core.ids import derived_id
from shared.core.paging import Page
from shared.identity.principal import Principal
from shared.shooting.errors import FILTER_REQUIRED
from shared.shooting.models import ShootingLook, Shot
from shared.shooting.repositories import LookRepository, ShootingRepository, ShotRepository
from shared.shooting.schemas import ShotRead
from shared.shooting.transitions import require_shot_move
from shared.shooting.vocabulary import ShotStatus

Writes = list[Write]
SYSTEM = "system"


class ShotChange(NamedTuple):
    """The changed shot, and the writes that store it with its event."""

    shot: Shot
    writes: Writes


class ShotService:
    def __init__(
        self,
        shots: ShotRepository,
        looks: LookRepository,
        shootings: ShootingRepository,
        clock: Clock = utc_now,
    ) -> None:
        self._shots = shots
        self._looks = looks
        self._shootings = shootings
        self._clock = clock

    def get(self, shot_id: UUID, principal: Principal) -> ShotRead:
        return ShotRead.of(self._shots.get(principal.organization_id, shot_id))

    def list(
        self,
        principal: Principal,
        *,
        shooting_id: UUID | None = None,
        shooting_look_id: UUID | None = None,
        limit: int,
        cursor: str | None,
    ) -> Page[ShotRead]:
        """The shots of a look, or of a shooting look by look, in the order of the looks.

        Raises Invalid (`filter_required`) if neither is given.
        """
        owner = principal.organization_id
        if shooting_look_id is not None:
            self._looks.get(owner, shooting_look_id)
            page = self._shots.list_of_look(owner, shooting_look_id, limit=limit, cursor=cursor)
        elif shooting_id is not None:
            self._shootings.get(owner, shooting_id)
            page = self._shots.list_of_shooting(owner, shooting_id, limit=limit, cursor=cursor)
        else:
            raise FILTER_REQUIRED("Say whose shots: send shooting_id or shooting_look_id.")
        return Page(items=[ShotRead.of(shot) for shot in page.items], next_cursor=page.next_cursor)

    def get_entity(self, organization_id: UUID, shot_id: UUID) -> Shot:
        return self._shots.get(organization_id, shot_id)

    def find_entities(self, organization_id: UUID, shot_ids: Iterable[UUID]) -> dict[UUID, Shot]:
        return self._shots.get_many(organization_id, shot_ids)

    def every_of_shooting(self, organization_id: UUID, shooting_id: UUID) -> Iterator[Shot]:
        """Iterate over the shots look by look. Reads pages as needed; eventually consistent."""
        return self._shots.every_of_shooting(organization_id, shooting_id)

    def plan(
        self,
        look: ShootingLook,
        shot_type_id: UUID,
        index: int = 1,
        *,
        position: int | None = None,
    ) -> Shot:
        """Compose the shot of a look in one shot type; look, type and index give its id.

        Without `position` it follows the existing shots of the look.
        """
        now = self._clock()
        return Shot(
            id=derived_id("shot", look.id, shot_type_id, index),
            organization_id=look.organization_id,
            created_at=now,
            updated_at=now,
            created_by=look.created_by,
            shooting_id=look.shooting_id,
            shooting_look_id=look.id,
            shot_type_id=shot_type_id,
            index=index,
            position=len(look.shot_ids) if position is None else position,
        )

    def creation(self, shot: Shot) -> Write:
        return self._shots.creation(shot)

    def get_or_create(
        self,
        organization_id: UUID,
        look: ShootingLook,
        shot_type_id: UUID,
        index: int = 1,
        *,
        actor: str = SYSTEM,
    ) -> Shot:
        """The shot of the look in this shot type, created if the look does not have it.

        The caller must have checked that the organization has the look and the shot type.
        """
        shot = self.plan(look, shot_type_id, index)
        found = self._shots.find(organization_id, shot.id)
        if found is not None:
            return found
        extended = look.model_copy(
            update={
                "shot_ids": (*look.shot_ids, shot.id),
                "version": look.version + 1,
                "updated_at": shot.created_at,
            }
        )
        try:
            self._shots.commit(
                self._shots.creation(shot),
                self._looks.replacement(extended),
                put_event(self._event("shot.created", shot, actor, {"status": str(shot.status)})),
            )
        except Conflict:
            # A concurrent request may have created the same shot.
            made = self._shots.find(organization_id, shot.id)
            if made is None:
                raise
            return made
        return shot

    def move(
        self,
        shot: Shot,
        to: ShotStatus,
        *,
        actor: str,
        fields: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
        event_id: UUID | None = None,
    ) -> ShotChange:
        """The writes that move the shot to `to`.

        They raise Conflict (`version_conflict`) if the shot changed meanwhile. Raises Conflict
        if its status does not allow the move. `fields` are further fields to set, `data` further
        members of the event.
        """
        type = require_shot_move(shot.status, to)
        after = shot.model_copy(
            update={
                **(fields or {}),
                "status": to,
                "version": shot.version + 1,
                "updated_at": self._clock(),
            }
        )
        event = self._event(type, after, actor, data or {}, id=event_id)
        return ShotChange(after, [self._shots.replacement(after), put_event(event)])

    def exported_writes(self, shot: Shot, actor: str = SYSTEM) -> Writes:
        """Approved -> exported. No writes if the shot is not approved."""
        if shot.status is not ShotStatus.APPROVED:
            return []
        return self.move(
            shot,
            ShotStatus.EXPORTED,
            actor=actor,
            data={"prediction_id": str(shot.approved_prediction_id)},
        ).writes

    def _event(
        self,
        type: str,
        shot: Shot,
        actor: str,
        data: Mapping[str, Any],
        *,
        id: UUID | None = None,
    ) -> Event:
        return make_event(
            type,
            source=PLATFORM,
            organization_id=shot.organization_id,
            actor=actor,
            data={
                "shot_id": str(shot.id),
                "shooting_id": str(shot.shooting_id),
                "shooting_look_id": str(shot.shooting_look_id),
                **data,
            },
            id=id,
            clock=self._clock,
        )
