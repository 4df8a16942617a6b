"""The base class of repositories: get, list, create and replace entities."""

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
    """Entities of one kind, stored under `ORG#{organization}#{NOUN}` / `{id}`.

    Every key starts with the caller's organization, so another tenant's entity cannot be named.
    Methods that return a Put or an Update (`creation`, `replacement`) send nothing; pass their
    writes to `commit`, together with the events of the change.

    A subclass sets `entity` (its model), `noun` (its part of the key), `title` (its name in error
    messages, such as "Product") and the error codes `not_found` and `exists`.
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
        """The `gsi1` and `gsi2` key attributes of the entity; by default it is in no index."""
        return {}

    def item(self, entity: E) -> Item:
        """The stored form: keys, kind, index attributes and the fields as JSON types."""
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
        """The entity. Raises NotFound if it is missing or belongs to another organization."""
        found = self.find(organization_id, entity_id)
        if found is None:
            raise self.not_found(f"{self.title} not found")
        return found

    def get_many(self, organization_id: UUID, ids: Iterable[UUID]) -> dict[UUID, E]:
        """The existing entities by id, in the order of `ids`; missing ids are left out."""
        wanted = [keys.entity(organization_id, self.noun, entity_id) for entity_id in ids]
        found = [self.read(item) for item in self.table.get_many(wanted)]
        return {entity.id: entity for entity in found}

    def list(self, organization_id: UUID, *, limit: int, cursor: str | None) -> Page[E]:
        """One page, newest first (ids are UUIDv7). Raises Invalid (`bad_cursor`)."""
        query = Query(keys.partition(organization_id, self.noun), descending=True)
        return self.paged(query, limit=limit, cursor=cursor)

    def paged(self, query: Query, *, limit: int, cursor: str | None) -> Page[E]:
        """One page of a query's entities. Raises Invalid (`bad_cursor`)."""
        items, position = self.table.page(query, limit=limit, start=decode_cursor(cursor))
        return Page(items=[self.read(item) for item in items], next_cursor=encode_cursor(position))

    def creation(self, entity: E) -> Put:
        """Create the entity; fails with Conflict (the `exists` code) if the id is taken."""
        return Put(
            self.item(entity),
            error=self.exists(f"{self.title} exists already"),
        )

    def replacement(self, entity: E) -> Put:
        """Replace the stored entity; the caller has incremented `version`.

        Fails with Conflict (`version_conflict`) unless the stored version is `entity.version - 1`.
        """
        return Put(
            self.item(entity),
            condition="attribute_exists(pk) AND #version = :read_version",
            values={"read_version": entity.version - 1},
            error=VERSION_CONFLICT(
                f"{self.title} was changed by somebody else meanwhile; read it again and repeat.",
            ),
        )

    def commit(self, *writes: Write) -> None:
        """Apply the writes in one transaction. Raises as `Table.transact`."""
        self.table.transact(writes)
