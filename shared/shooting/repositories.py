"""Shootings and what belongs to them in the platform table."""

from collections.abc import Iterator
from uuid import UUID

from shared.aws import keys
from shared.aws.attributes import Item
from shared.aws.errors import VERSION_CONFLICT
from shared.aws.keys import Noun
from shared.aws.repository import Repository
from shared.aws.table import Query
from shared.aws.writes import Update
from shared.core.clock import iso
from shared.core.paging import Page
from shared.shooting.errors import (
    LOOK_EXISTS,
    LOOK_NOT_FOUND,
    SHOOTING_EXISTS,
    SHOOTING_NOT_FOUND,
    SHOT_EXISTS,
    SHOT_NOT_FOUND,
)
from shared.shooting.models import Shooting, ShootingLook, Shot
from shared.shooting.vocabulary import ShootingStatus


class ShootingRepository(Repository[Shooting]):
    """`gsi2` lists them by status."""

    entity = Shooting
    noun = Noun.SHOOTING
    title = "Shooting"
    not_found = SHOOTING_NOT_FOUND
    exists = SHOOTING_EXISTS

    def indexes(self, entity: Shooting) -> Item:
        return self._status_index(entity, entity.status)

    def list_by_status(
        self, organization_id: UUID, status: ShootingStatus, *, limit: int, cursor: str | None
    ) -> Page[Shooting]:
        """Newest first. Eventually consistent."""
        pk = keys.by_status(organization_id, self.noun, status)
        return self.paged(Query(pk, index=keys.GSI2, descending=True), limit=limit, cursor=cursor)

    def advance(self, after: Shooting, *, before: tuple[ShootingStatus, ...]) -> Update:
        """Move to the status of `after`; succeeds if a concurrent write has done the same.

        So two generations may start, or two looks be created, at the same moment. The version
        still increases, so that an edit of the old version fails.
        """
        allowed = tuple(dict.fromkeys((*before, after.status)))
        return Update(
            self.key(after),
            set={
                "status": str(after.status),
                "updated_at": iso(after.updated_at),
                **self._status_index(after, after.status),
            },
            add={"version": 1},
            condition=" OR ".join(f"#status = :allowed_{n}" for n in range(len(allowed))),
            values={f"allowed_{n}": str(status) for n, status in enumerate(allowed)},
            error=VERSION_CONFLICT(
                "Shooting was changed by somebody else meanwhile; read it again and repeat.",
            ),
        )

    def _status_index(self, shooting: Shooting, status: ShootingStatus) -> Item:
        return {
            "gsi2pk": keys.by_status(shooting.organization_id, self.noun, status),
            "gsi2sk": f"{iso(shooting.created_at)}#{shooting.id}",
        }


class LookRepository(Repository[ShootingLook]):
    """`gsi1` lists the looks of a shooting."""

    entity = ShootingLook
    noun = Noun.LOOK
    title = "Shooting look"
    not_found = LOOK_NOT_FOUND
    exists = LOOK_EXISTS

    def indexes(self, entity: ShootingLook) -> Item:
        return {
            "gsi1pk": keys.collection(entity.organization_id, Noun.SHOOTING, entity.shooting_id),
            "gsi1sk": f"{keys.member_prefix(self.noun)}{entity.id}",
        }

    def list_of_shooting(
        self, organization_id: UUID, shooting_id: UUID, *, limit: int, cursor: str | None
    ) -> Page[ShootingLook]:
        """In order of creation. Eventually consistent."""
        pk = keys.collection(organization_id, Noun.SHOOTING, shooting_id)
        query = Query(pk, prefix=keys.member_prefix(self.noun), index=keys.GSI1)
        return self.paged(query, limit=limit, cursor=cursor)


class ShotRepository(Repository[Shot]):
    """`gsi1` lists the shots of a look, `gsi2` those of a shooting; both eventually consistent.

    Derived ids have no order, so the sort keys contain the position within the look. The ids of
    looks sort by creation.
    """

    entity = Shot
    noun = Noun.SHOT
    title = "Shot"
    not_found = SHOT_NOT_FOUND
    exists = SHOT_EXISTS

    def indexes(self, entity: Shot) -> Item:
        owner, look_id = entity.organization_id, entity.shooting_look_id
        prefix, position = keys.member_prefix(self.noun), f"{entity.position:04d}#{entity.id}"
        return {
            "gsi1pk": keys.collection(owner, Noun.LOOK, look_id),
            "gsi1sk": f"{prefix}{position}",
            "gsi2pk": keys.collection(owner, Noun.SHOOTING, entity.shooting_id),
            "gsi2sk": f"{prefix}{look_id}#{position}",
        }

    def list_of_look(
        self, organization_id: UUID, look_id: UUID, *, limit: int, cursor: str | None
    ) -> Page[Shot]:
        query = self._members(keys.GSI1, organization_id, Noun.LOOK, look_id)
        return self.paged(query, limit=limit, cursor=cursor)

    def list_of_shooting(
        self, organization_id: UUID, shooting_id: UUID, *, limit: int, cursor: str | None
    ) -> Page[Shot]:
        query = self._members(keys.GSI2, organization_id, Noun.SHOOTING, shooting_id)
        return self.paged(query, limit=limit, cursor=cursor)

    def every_of_shooting(self, organization_id: UUID, shooting_id: UUID) -> Iterator[Shot]:
        query = self._members(keys.GSI2, organization_id, Noun.SHOOTING, shooting_id)
        return (self.read(item) for item in self.table.every(query))

    def _members(self, index: str, organization_id: UUID, parent: Noun, parent_id: UUID) -> Query:
        pk = keys.collection(organization_id, parent, parent_id)
        return Query(pk, prefix=keys.member_prefix(self.noun), index=index)
