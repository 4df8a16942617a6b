"""Export endpoints."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response, status

from functions.api.deps.caller import requires
from functions.api.deps.delivery import get_export_service
from shared.core.paging import DEFAULT_LIMIT, Limit, Page
from shared.delivery.schemas import BulkExport, ExportCreate, ExportRead, ExportSummary
from shared.delivery.service import ExportService
from shared.identity.principal import Principal
from shared.identity.scopes import Scope

router = APIRouter(prefix="/exports", tags=["exports"])

Reader = Annotated[Principal, Depends(requires(Scope.EXPORTS_READ))]
Writer = Annotated[Principal, Depends(requires(Scope.EXPORTS_WRITE))]
Exports = Annotated[ExportService, Depends(get_export_service)]


@router.post("", status_code=status.HTTP_202_ACCEPTED)
def create_export(
    export_in: ExportCreate, caller: Writer, exports: Exports, response: Response
) -> ExportRead:
    """Export approved shots; `Location` and `status_url` say where to follow it."""
    return _accepted(exports.create(export_in, caller), response)


@router.post("/bulk", status_code=status.HTTP_202_ACCEPTED)
def create_bulk_export(
    bulk_in: BulkExport, caller: Writer, exports: Exports, response: Response
) -> ExportRead:
    """Export all approved shots of a shooting."""
    return _accepted(exports.bulk_create(bulk_in, caller), response)


@router.get("")
def list_exports(
    caller: Reader, exports: Exports, limit: Limit = DEFAULT_LIMIT, cursor: str | None = None
) -> Page[ExportSummary]:
    """Exports, newest first, without their images."""
    return exports.list(caller, limit=limit, cursor=cursor)


@router.get("/{export_id}")
def get_export(export_id: UUID, caller: Reader, exports: Exports) -> ExportRead:
    """Status and progress; `download_url` once complete, good for an hour."""
    return exports.get(export_id, caller)


def _accepted(export: ExportRead, response: Response) -> ExportRead:
    response.headers["Location"] = export.status_url
    return export
