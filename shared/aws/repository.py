"""What all repositories of ordinary entities share: get, list, create, replace."""

from collections.abc import Iterable
from typing import ClassVar, Generic, TypeVar
from uuid import UUID

from shared.aws import keys
from shared.aws.attributes import Item
from shared.aws.errors import VERSION_CONFLICT
from shared.aws.keys import Key, Noun
from shared.aws.table import Query, Table
from shared.aws.writes import Put, Write
from shared.core.errors import Conflict, ErrorCode, NotFound
from shared.core.model import Entity
from shared.core.paging import Page, decode_cursor, encode_cursor

E = TypeVar("E", bound=Entity)


class Repository(Generic[E]):
    """Entities under `ORG#{organization}#{NOUN}` / `{id}`; nothing of another tenant can be named.

    `title` is how errors call the thing ("Product not found").
    """

    entity: ClassVar[type[Entity]]
    noun: ClassVar[Noun]
    title: ClassVar[str]
    not_found: ClassVar[ErrorCode[NotFound]]
    exists: ClassVar[ErrorCode[Conflict]]

    def __init__(self, table: Table) -> None:
        self.table = table

    def key(self, entity: E) -> Key:
        return keys.entity(entity.organization_id, self.noun, entity.id)

    def indexes(self, entity: E) -> Item:
        """The `gsi1` and `gsi2` attributes of the entity; none unless a repository says so."""
        return {}

    def item(self, entity: E) -> Item:
        return {
            **self.key(entity)._asdict(),
            "kind": str(self.noun),
            **self.indexes(entity),
            **entity.model_dump(mode="json"),
        }

    def read(self, item: Item) -> E:
        return self.entity.model_validate(item)  # type: ignore[return-value]

    def find(self, organization_id: UUID, entity_id: UUID) -> E | None:
        item = self.table.get(keys.entity(organization_id, self.noun, entity_id))
        return self.read(item) if item else None

    def get(self, organization_id: UUID, entity_id: UUID) -> E:
        """The entity, or NotFound; whether it is missing or somebody else's cannot be told."""
        found = self.find(organization_id, entity_id)
        if found is None:
            raise self.not_found(f"{self.title} not found")
        return found

    def get_many(self, organization_id: UUID, ids: Iterable[UUID]) -> dict[UUID, E]:
        wanted = [keys.entity(organization_id, self.noun, entity_id) for entity_id in ids]
        found = [self.read(item) for item in self.table.get_many(wanted)]
        return {entity.id: entity for entity in found}

    def list(self, organization_id: UUID, *, limit: int, cursor: str | None) -> Page[E]:
        """Newest first: the ids are UUIDv7."""
        query = Query(keys.partition(organization_id, self.noun), descending=True)
        return self.paged(query, limit=limit, cursor=cursor)

    def paged(self, query: Query, *, limit: int, cursor: str | None) -> Page[E]:
        items, position = self.table.page(query, limit=limit, start=decode_cursor(cursor))
        return Page(items=[self.read(item) for item in items], next_cursor=encode_cursor(position))

    def creation(self, entity: E) -> Put:
        return Put(
            self.item(entity),
            error=self.exists(f"{self.title} exists already"),
        )

    def replacement(self, entity: E) -> Put:
        """Write `entity` over the version that it was read as; the caller passes version + 1."""
        return Put(
            self.item(entity),
            condition="attribute_exists(pk) AND #version = :read_version",
            values={"read_version": entity.version - 1},
            error=VERSION_CONFLICT(
                f"{self.title} was changed by somebody else meanwhile; read it again and repeat.",
            ),
        )

    def commit(self, *writes: Write) -> None:
        """One transaction for everything that belongs together, its events included."""
        self.table.transact(writes)
