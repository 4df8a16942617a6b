"""Exports."""

from functools import cache

from functions.api.deps.foundation import get_bucket, get_settings, get_table
from functions.api.deps.media import get_media_service
from functions.api.deps.review import get_approved_shot_service
from functions.api.deps.shooting import get_shooting_service, get_shot_service
from shared.aws.workflows import Workflows
from shared.delivery.repository import ExportRepository
from shared.delivery.reviewed_shots import ReviewedShots
from shared.delivery.service import ExportService


@cache
def get_export_service() -> ExportService:
    settings = get_settings()
    shots = ReviewedShots(
        get_approved_shot_service(),
        get_shot_service(),
        get_shooting_service(),
        get_media_service(),
    )
    return ExportService(
        ExportRepository(get_table()),
        shots,
        get_bucket(),
        Workflows(),
        settings.require("export_machine"),
        int(settings.map_concurrency),
    )
