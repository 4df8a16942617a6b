"""Styles with their reference images."""

from collections.abc import Sequence
from uuid import UUID

from shared.aws.outbox import put_event
from shared.core.clock import Clock, utc_now
from shared.core.events import PLATFORM, make_event
from shared.core.ids import new_id
from shared.core.paging import Page
from shared.identity.principal import Principal
from shared.library.models import Style
from shared.library.repositories import StyleRepository
from shared.library.schemas import StyleCreate, StyleRead
from shared.media.races import retry_when_media_moved
from shared.media.service import MediaResourceService


class StyleService:
    def __init__(
        self, styles: StyleRepository, media: MediaResourceService, clock: Clock = utc_now
    ) -> None:
        self._styles = styles
        self._media = media
        self._clock = clock

    def create(self, style_in: StyleCreate, principal: Principal) -> StyleRead:
        return retry_when_media_moved(lambda: self._create(style_in, principal))

    def _create(self, style_in: StyleCreate, principal: Principal) -> StyleRead:
        now, style_id = self._clock(), new_id()
        attached = self._media.attach_all(
            style_in, principal, entity_type="style", entity_id=style_id
        )
        style = Style(
            **style_in.model_dump(exclude={"references"}),
            id=style_id,
            organization_id=principal.organization_id,
            created_at=now,
            updated_at=now,
            created_by=principal.user_id,
            reference_media_ids=attached.media_ids("references"),
        )
        event = make_event(
            "style.created",
            source=PLATFORM,
            organization_id=style.organization_id,
            actor=principal.actor,
            data={"style_id": str(style.id), "name": style.name},
            clock=self._clock,
        )
        self._styles.commit(self._styles.creation(style), *attached.writes, put_event(event))
        return self._read_all([style])[0]

    def get(self, style_id: UUID, principal: Principal) -> StyleRead:
        return self._read_all([self._styles.get(principal.organization_id, style_id)])[0]

    def list(self, principal: Principal, *, limit: int, cursor: str | None) -> Page[StyleRead]:
        page = self._styles.list(principal.organization_id, limit=limit, cursor=cursor)
        return Page(items=list(self._read_all(page.items)), next_cursor=page.next_cursor)

    def _read_all(self, styles: Sequence[Style]) -> tuple[StyleRead, ...]:
        """Looks up the reference images of all styles in one batch."""
        if not styles:
            return ()
        media_ids = [media_id for style in styles for media_id in style.reference_media_ids]
        public = self._media.public_by_id(styles[0].organization_id, media_ids)
        return tuple(
            StyleRead(
                **style.model_dump(include=set(StyleRead.model_fields)),
                references=tuple(
                    public[media_id] for media_id in style.reference_media_ids if media_id in public
                ),
            )
            for style in styles
        )
