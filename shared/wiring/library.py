"""Subjects, styles, guidelines and shot types."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.wiring.base import PlatformPart

if TYPE_CHECKING:
    from shared.library.base_image_service import BaseImageService
    from shared.library.entry_service import GuidelineService, ShotTypeService
    from shared.library.service import LibraryService
    from shared.library.style_service import StyleService
    from shared.library.subject_service import SubjectService


class LibraryWiring(PlatformPart):
    @cached_property
    def entries(self) -> "LibraryService":
        from shared.library import repositories as stored
        from shared.library.service import LibraryService

        table = self.table
        return LibraryService(
            stored.SubjectRepository(table),
            stored.StyleRepository(table),
            stored.GuidelineRepository(table),
            stored.ShotTypeRepository(table),
        )

    @cached_property
    def subjects(self) -> "SubjectService":
        from shared.library.repositories import SubjectRepository
        from shared.library.subject_service import SubjectService

        return SubjectService(
            SubjectRepository(self.table), self.platform.media.resources, self.clock
        )

    @cached_property
    def styles(self) -> "StyleService":
        from shared.library.repositories import StyleRepository
        from shared.library.style_service import StyleService

        return StyleService(StyleRepository(self.table), self.platform.media.resources, self.clock)

    @cached_property
    def guidelines(self) -> "GuidelineService":
        from shared.library.entry_service import GuidelineService
        from shared.library.repositories import GuidelineRepository

        return GuidelineService(GuidelineRepository(self.table), self.clock)

    @cached_property
    def shot_types(self) -> "ShotTypeService":
        from shared.library.entry_service import ShotTypeService
        from shared.library.repositories import ShotTypeRepository

        return ShotTypeService(ShotTypeRepository(self.table), self.clock)

    @cached_property
    def base_images(self) -> "BaseImageService":
        from shared.library.base_image_orders import BaseImageOrderRepository
        from shared.library.base_image_service import BaseImageService
        from shared.library.repositories import SubjectRepository

        table = self.table
        return BaseImageService(
            SubjectRepository(table),
            BaseImageOrderRepository(table),
            self.platform.compute_client,
            self.platform.media.resources,
            self.clock,
        )
