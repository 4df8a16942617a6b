"""Captions of predictions."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.wiring.base import PlatformPart

if TYPE_CHECKING:
    from shared.captions.facts import FactFinder
    from shared.captions.service import CaptionService


class CaptionsWiring(PlatformPart):
    @cached_property
    def service(self) -> "CaptionService":
        from shared.captions.repository import CaptionRepository
        from shared.captions.service import CaptionService

        return CaptionService(
            CaptionRepository(self.table), self.platform.compute_client, self.facts, self.clock
        )

    @cached_property
    def facts(self) -> "FactFinder":
        from shared.captions.facts import FactFinder

        return FactFinder(
            self.platform.review.predictions,
            self.platform.shooting.looks,
            self.platform.products.service,
            self.platform.library.entries,
            self.platform.media.resources,
        )
