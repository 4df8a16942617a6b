"""Predictions, the gallery and the decisions on shots."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.wiring.base import PlatformPart

if TYPE_CHECKING:
    from shared.review.approved_service import ApprovedShotService
    from shared.review.bulk_service import BulkApprovalService
    from shared.review.decision_service import DecisionService
    from shared.review.gallery_service import GalleryService
    from shared.review.prediction_service import PredictionService


class ReviewWiring(PlatformPart):
    @cached_property
    def predictions(self) -> "PredictionService":
        from shared.review.prediction_service import PredictionService
        from shared.review.repository import PredictionRepository

        shooting = self.platform.shooting
        return PredictionService(
            PredictionRepository(self.table),
            shooting.shots,
            shooting.shootings,
            self.platform.media.resources,
            self.clock,
        )

    @cached_property
    def decisions(self) -> "DecisionService":
        from shared.review.decision_service import DecisionService
        from shared.review.repository import PredictionRepository

        return DecisionService(
            PredictionRepository(self.table), self.platform.shooting.shots, self.clock
        )

    @cached_property
    def bulk_approvals(self) -> "BulkApprovalService":
        from shared.review.bulk_service import BulkApprovalService
        from shared.review.repository import PredictionRepository

        return BulkApprovalService(
            PredictionRepository(self.table), self.platform.shooting.shots, self.decisions
        )

    @cached_property
    def gallery(self) -> "GalleryService":
        from shared.review.gallery_service import GalleryService
        from shared.review.repository import PredictionRepository

        shooting = self.platform.shooting
        return GalleryService(
            PredictionRepository(self.table),
            shooting.shots,
            shooting.shootings,
            shooting.looks,
            self.platform.library.entries,
            self.platform.products.service,
            self.platform.media.resources,
        )

    @cached_property
    def approved_shots(self) -> "ApprovedShotService":
        from shared.review.approved_service import ApprovedShotService
        from shared.review.repository import PredictionRepository

        shooting = self.platform.shooting
        return ApprovedShotService(
            PredictionRepository(self.table),
            shooting.shots,
            shooting.shootings,
            shooting.looks,
            self.platform.library.entries,
            self.platform.products.service,
        )
