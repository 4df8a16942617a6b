"""Create, get and list guidelines and shot types."""

from typing import ClassVar, Generic, TypeVar
from uuid import UUID

from shared.aws.outbox import put_event
from shared.aws.repository import Repository
from shared.core.clock import Clock, utc_now
from shared.core.events import PLATFORM, make_event
from shared.core.ids import new_id
from shared.core.model import Entity, Model
from shared.core.paging import Page
from shared.identity.principal import Principal
from shared.library.models import Guideline, ShotType
from shared.library.schemas import (
    GuidelineCreate,
    GuidelineRead,
    ShotTypeCreate,
    ShotTypeRead,
)

E = TypeVar("E", bound=Entity)
C = TypeVar("C", bound=Model)
R = TypeVar("R", bound=Model)


class EntryService(Generic[E, C, R]):
    """`word` is the first word of the event: `shot_type` -> `shot_type.created`, `shot_type_id`."""

    word: ClassVar[str]
    entity: ClassVar[type[Entity]]
    read: ClassVar[type[Model]]

    def __init__(self, repository: Repository[E], clock: Clock = utc_now) -> None:
        self._entries = repository
        self._clock = clock

    def create(self, entry_in: C, principal: Principal) -> R:
        now = self._clock()
        entry: E = self.entity(  # type: ignore[assignment]  # `entity` is E
            **entry_in.model_dump(),
            id=new_id(),
            organization_id=principal.organization_id,
            created_at=now,
            updated_at=now,
            created_by=principal.user_id,
        )
        event = make_event(
            f"{self.word}.created",
            source=PLATFORM,
            organization_id=principal.organization_id,
            actor=principal.actor,
            data={f"{self.word}_id": str(entry.id), "name": entry_in.model_dump()["name"]},
            clock=self._clock,
        )
        self._entries.commit(self._entries.creation(entry), put_event(event))
        return self._to_read(entry)

    def get(self, entry_id: UUID, principal: Principal) -> R:
        return self._to_read(self._entries.get(principal.organization_id, entry_id))

    def list(self, principal: Principal, *, limit: int, cursor: str | None) -> Page[R]:
        page = self._entries.list(principal.organization_id, limit=limit, cursor=cursor)
        return Page(
            items=[self._to_read(entry) for entry in page.items], next_cursor=page.next_cursor
        )

    def _to_read(self, entry: E) -> R:
        fields = entry.model_dump(include=set(self.read.model_fields))
        return self.read(**fields)  # type: ignore[return-value]  # `read` is R


class GuidelineService(EntryService[Guideline, GuidelineCreate, GuidelineRead]):
    word = "guideline"
    entity = Guideline
    read = GuidelineRead


class ShotTypeService(EntryService[ShotType, ShotTypeCreate, ShotTypeRead]):
    word = "shot_type"
    entity = ShotType
    read = ShotTypeRead
