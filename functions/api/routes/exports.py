"""Export endpoints."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Response, status

from functions.api.deps.caller import requires
from functions.api.deps.delivery import get_export_service
from shared.core.paging import DEFAULT_LIMIT, Cursor, Limit, Page
from shared.delivery.errors import (
    DUPLICATE_SHOT,
    EXPORT_NOT_FOUND,
    EXPORTING,
    NOTHING_TO_EXPORT,
    SHOTS_NOT_APPROVED,
    TOO_MANY_SHOTS,
)
from shared.delivery.schemas import BulkExport, ExportCreate, ExportRead, ExportSummary
from shared.delivery.service import ExportService
from shared.identity.principal import Principal
from shared.identity.scopes import Scope
from shared.shooting.errors import SHOOTING_NOT_FOUND, SHOT_NOT_FOUND
from shared.web.problems import problems

router = APIRouter(prefix="/exports", tags=["exports"])

Reader = Annotated[Principal, Depends(requires(Scope.EXPORTS_READ))]
Writer = Annotated[Principal, Depends(requires(Scope.EXPORTS_WRITE))]
Exports = Annotated[ExportService, Depends(get_export_service)]
ExportId = Annotated[UUID, Path(description="Id of the export.")]


@router.post(
    "",
    status_code=status.HTTP_202_ACCEPTED,
    responses=problems(SHOT_NOT_FOUND, SHOTS_NOT_APPROVED, DUPLICATE_SHOT, *EXPORTING),
)
def create_export(
    export_in: ExportCreate, caller: Writer, exports: Exports, response: Response
) -> ExportRead:
    """Export approved shots.

    `Location` and `status_url` are the address of the export.
    """
    return _accepted(exports.create(export_in, caller), response)


@router.post(
    "/bulk",
    status_code=status.HTTP_202_ACCEPTED,
    responses=problems(SHOOTING_NOT_FOUND, NOTHING_TO_EXPORT, TOO_MANY_SHOTS, *EXPORTING),
)
def create_bulk_export(
    bulk_in: BulkExport, caller: Writer, exports: Exports, response: Response
) -> ExportRead:
    """Export all approved shots of a shooting.

    `Location` and `status_url` are the address of the export.
    """
    return _accepted(exports.bulk_create(bulk_in, caller), response)


@router.get("")
def list_exports(
    caller: Reader, exports: Exports, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
) -> Page[ExportSummary]:
    """List the exports without their images, newest first."""
    return exports.list(caller, limit=limit, cursor=cursor)


@router.get("/{export_id}", responses=problems(EXPORT_NOT_FOUND))
def get_export(export_id: ExportId, caller: Reader, exports: Exports) -> ExportRead:
    """Read an export with its status and progress.

    A completed export has a `download_url`, which is valid for an hour.
    """
    return exports.get(export_id, caller)


def _accepted(export: ExportRead, response: Response) -> ExportRead:
    response.headers["Location"] = export.status_url
    return export
