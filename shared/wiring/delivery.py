"""Exports: the service of the API and the steps of the state machine."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.wiring.base import PlatformPart

if TYPE_CHECKING:
    from shared.delivery.assemble_archive import AssembleArchive
    from shared.delivery.finish_export import FinishExport
    from shared.delivery.prepare_export import PrepareExport
    from shared.delivery.render_image import RenderImage
    from shared.delivery.reviewed_shots import ReviewedShots
    from shared.delivery.service import ExportService


class DeliveryWiring(PlatformPart):
    @cached_property
    def reviewed_shots(self) -> "ReviewedShots":
        from shared.delivery.reviewed_shots import ReviewedShots

        shooting = self.platform.shooting
        return ReviewedShots(
            self.platform.review.approved_shots,
            shooting.shots,
            shooting.shootings,
            self.platform.media.resources,
        )

    @cached_property
    def exports(self) -> "ExportService":
        from shared.delivery.repository import ExportRepository
        from shared.delivery.service import ExportService

        settings = self.base.settings
        return ExportService(
            ExportRepository(self.table),
            self.reviewed_shots,
            self.base.bucket,
            self.base.workflows,
            settings.require("export_machine"),
            int(settings.map_concurrency),
            self.clock,
        )

    @cached_property
    def prepare_export(self) -> "PrepareExport":
        from shared.delivery.prepare_export import PrepareExport
        from shared.delivery.repository import ExportRepository

        return PrepareExport(ExportRepository(self.table), self.reviewed_shots, self.clock)

    @cached_property
    def render_image(self) -> "RenderImage":
        from shared.delivery.render_image import RenderImage
        from shared.delivery.repository import ExportRepository

        return RenderImage(ExportRepository(self.table), self.base.bucket, self.clock)

    @cached_property
    def assemble_archive(self) -> "AssembleArchive":
        from shared.delivery.assemble_archive import AssembleArchive
        from shared.delivery.repository import ExportRepository

        return AssembleArchive(ExportRepository(self.table), self.base.bucket, self.clock)

    @cached_property
    def finish_export(self) -> "FinishExport":
        from shared.delivery.finish_export import FinishExport
        from shared.delivery.repository import ExportRepository

        return FinishExport(ExportRepository(self.table), self.reviewed_shots, self.clock)
