"""Access of other services to the entries of the library."""

from collections.abc import Iterable
from uuid import UUID

from shared.core.references import require_all
from shared.library.errors import GUIDELINE_NOT_FOUND, SHOT_TYPE_NOT_FOUND
from shared.library.models import Guideline, ShotType, Style, Subject
from shared.library.repositories import (
    GuidelineRepository,
    ShotTypeRepository,
    StyleRepository,
    SubjectRepository,
)


class LibraryService:
    """Entries by id. Raises NotFound (`style_not_found`, ...) for unknown ids."""

    def __init__(
        self,
        subjects: SubjectRepository,
        styles: StyleRepository,
        guidelines: GuidelineRepository,
        shot_types: ShotTypeRepository,
    ) -> None:
        self._subjects = subjects
        self._styles = styles
        self._guidelines = guidelines
        self._shot_types = shot_types

    def get_subject(self, organization_id: UUID, subject_id: UUID) -> Subject:
        return self._subjects.get(organization_id, subject_id)

    def get_style(self, organization_id: UUID, style_id: UUID) -> Style:
        return self._styles.get(organization_id, style_id)

    def get_guidelines(
        self, organization_id: UUID, guideline_ids: Iterable[UUID]
    ) -> tuple[Guideline, ...]:
        ids = tuple(guideline_ids)
        found = self._guidelines.get_many(organization_id, ids)
        return require_all(
            found,
            ids,
            title=self._guidelines.title,
            error=GUIDELINE_NOT_FOUND,
            field="guideline_ids",
        )

    def get_shot_type(self, organization_id: UUID, shot_type_id: UUID) -> ShotType:
        return self._shot_types.get(organization_id, shot_type_id)

    def get_shot_types(
        self, organization_id: UUID, shot_type_ids: Iterable[UUID]
    ) -> tuple[ShotType, ...]:
        ids = tuple(shot_type_ids)
        found = self._shot_types.get_many(organization_id, ids)
        return require_all(
            found,
            ids,
            title=self._shot_types.title,
            error=SHOT_TYPE_NOT_FOUND,
            field="shot_type_ids",
        )

    def find_shot_types(
        self, organization_id: UUID, shot_type_ids: Iterable[UUID]
    ) -> dict[UUID, ShotType]:
        """The shot types that exist, by id."""
        return self._shot_types.get_many(organization_id, shot_type_ids)

    def find_subjects(
        self, organization_id: UUID, subject_ids: Iterable[UUID]
    ) -> dict[UUID, Subject]:
        return self._subjects.get_many(organization_id, subject_ids)

    def require(
        self,
        organization_id: UUID,
        *,
        subject_id: UUID | None = None,
        style_id: UUID | None = None,
        guideline_ids: Iterable[UUID] = (),
        shot_type_ids: Iterable[UUID] = (),
    ) -> None:
        """Raise NotFound unless the organization has all of the entries."""
        if subject_id is not None:
            self.get_subject(organization_id, subject_id)
        if style_id is not None:
            self.get_style(organization_id, style_id)
        self.get_guidelines(organization_id, guideline_ids)
        self.get_shot_types(organization_id, shot_type_ids)
