"""Subjects: virtual models, defined by base images in several poses and angles."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from shared.aws.outbox import put_event
from shared.core.clock import Clock, utc_now
from shared.core.events import PLATFORM, Event, make_event
from shared.core.ids import new_id
from shared.core.paging import Page
from shared.identity.principal import Principal
from shared.library.models import BaseImage, Subject
from shared.library.repositories import SubjectRepository
from shared.library.schemas import (
    BaseImageInput,
    BaseImageRead,
    BaseImagesAdd,
    SubjectCreate,
    SubjectRead,
)
from shared.media.races import retry_when_media_moved
from shared.media.schemas import MediaResourcePublic
from shared.media.service import MediaResourceService


class SubjectService:
    def __init__(
        self, subjects: SubjectRepository, media: MediaResourceService, clock: Clock = utc_now
    ) -> None:
        self._subjects = subjects
        self._media = media
        self._clock = clock

    def create(self, subject_in: SubjectCreate, principal: Principal) -> SubjectRead:
        return retry_when_media_moved(lambda: self._create(subject_in, principal))

    def _create(self, subject_in: SubjectCreate, principal: Principal) -> SubjectRead:
        now, subject_id = self._clock(), new_id()
        attached = self._media.attach_all(
            subject_in, principal, entity_type="subject", entity_id=subject_id
        )
        subject = Subject(
            **subject_in.model_dump(exclude={"base_images"}),
            id=subject_id,
            organization_id=principal.organization_id,
            created_at=now,
            updated_at=now,
            created_by=principal.user_id,
            base_images=_views(subject_in.base_images, attached.media_ids("base_images")),
        )
        self._subjects.commit(
            self._subjects.creation(subject),
            *attached.writes,
            put_event(self._event("subject.created", subject, principal)),
        )
        return self._read_all([subject])[0]

    def add_base_images(
        self, subject_id: UUID, images_in: BaseImagesAdd, principal: Principal
    ) -> SubjectRead:
        """Append base images to those of the subject."""
        return retry_when_media_moved(lambda: self._add(subject_id, images_in, principal))

    def _add(self, subject_id: UUID, images_in: BaseImagesAdd, principal: Principal) -> SubjectRead:
        before = self._subjects.get(principal.organization_id, subject_id)
        attached = self._media.attach_all(
            images_in,
            principal,
            entity_type="subject",
            entity_id=subject_id,
            first_position=len(before.base_images),
        )
        added = _views(images_in.base_images, attached.media_ids("base_images"))
        after = before.model_copy(
            update={
                "base_images": (*before.base_images, *added),
                "version": before.version + 1,
                "updated_at": self._clock(),
            }
        )
        self._subjects.commit(
            self._subjects.replacement(after),
            *attached.writes,
            put_event(self._event("subject.updated", after, principal)),
        )
        return self._read_all([after])[0]

    def get(self, subject_id: UUID, principal: Principal) -> SubjectRead:
        return self._read_all([self._subjects.get(principal.organization_id, subject_id)])[0]

    def list(self, principal: Principal, *, limit: int, cursor: str | None) -> Page[SubjectRead]:
        page = self._subjects.list(principal.organization_id, limit=limit, cursor=cursor)
        return Page(items=list(self._read_all(page.items)), next_cursor=page.next_cursor)

    def _event(self, type: str, subject: Subject, principal: Principal) -> Event:
        return make_event(
            type,
            source=PLATFORM,
            organization_id=subject.organization_id,
            actor=principal.actor,
            data={
                "subject_id": str(subject.id),
                "name": subject.name,
                "base_image_count": len(subject.base_images),
            },
            clock=self._clock,
        )

    def _read_all(self, subjects: Sequence[Subject]) -> tuple[SubjectRead, ...]:
        """Looks up the base images of all subjects in one batch."""
        if not subjects:
            return ()
        media_ids = [image.media_id for subject in subjects for image in subject.base_images]
        public = self._media.public_by_id(subjects[0].organization_id, media_ids)
        return tuple(_read(subject, public) for subject in subjects)


def _read(subject: Subject, public: Mapping[UUID, MediaResourcePublic]) -> SubjectRead:
    return SubjectRead(
        **subject.model_dump(include=set(SubjectRead.model_fields) - {"base_images"}),
        base_images=tuple(
            BaseImageRead(
                **image.model_dump(),
                url=public[image.media_id].url if image.media_id in public else None,
            )
            for image in subject.base_images
        ),
    )


def _views(inputs: Iterable[BaseImageInput], media_ids: Iterable[UUID]) -> tuple[BaseImage, ...]:
    return tuple(
        BaseImage(media_id=media_id, pose=image.pose, angle=image.angle)
        for image, media_id in zip(inputs, media_ids, strict=True)
    )
