"""Requests and reads exports. The export machine executes them."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from shared.aws.bucket import Bucket
from shared.aws.workflows import Workflows
from shared.core.clock import Clock, iso, utc_now
from shared.core.errors import Code, Conflict, FieldError
from shared.core.ids import new_id
from shared.core.paging import Page
from shared.delivery.errors import (
    DESTINATION_NOT_AVAILABLE,
    DUPLICATE_SHOT,
    EXPORT_NOT_STARTED,
    NOTHING_TO_EXPORT,
    SHOTS_NOT_APPROVED,
    TOO_MANY_SHOTS,
)
from shared.delivery.events import export_event
from shared.delivery.models import Export
from shared.delivery.naming import parse_pattern
from shared.delivery.reader import ExportReader
from shared.delivery.repository import ExportRepository
from shared.delivery.reviewed_shots import ReviewedShots
from shared.delivery.schemas import (
    MAX_SHOTS,
    BulkExport,
    DestinationType,
    ExportCreate,
    ExportFailure,
    ExportOptions,
    ExportProgress,
    ExportRead,
    ExportStatus,
    ExportSummary,
    StatusFilter,
)
from shared.identity.principal import Principal
from shared.shooting.errors import SHOT_NOT_FOUND


class ExportService:
    """`machine` is the ARN of the export machine; `max_concurrency` limits parallel renderers."""

    def __init__(
        self,
        repository: ExportRepository,
        shots: ReviewedShots,
        bucket: Bucket,
        workflows: Workflows,
        machine: str,
        max_concurrency: int,
        clock: Clock = utc_now,
    ) -> None:
        self._exports = repository
        self._shots = shots
        self._reader = ExportReader(repository, bucket, clock)
        self._workflows = workflows
        self._machine = machine
        self._max_concurrency = max_concurrency
        self._clock = clock

    def create(self, export_in: ExportCreate, principal: Principal) -> ExportRead:
        """Start an export of these shots, in this order.

        Not idempotent: each call starts an export. Raises Invalid for a bad pattern or destination,
        repeated shots or shots that are neither approved nor exported, NotFound for an unknown
        shot, and Unavailable (`export_not_started`) if the machine cannot be started.
        """
        _require_possible(export_in)
        _require_distinct(export_in.shots)
        self._require_approved(export_in.shots, principal)
        return self._request(export_in, export_in.shots, principal)

    def bulk_create(self, bulk_in: BulkExport, principal: Principal) -> ExportRead:
        """Start an export of all shots of a shooting in the status, in their order.

        Raises as `create`; also Invalid (`nothing_to_export`) and TooLarge (`too_many_shots`).
        """
        _require_possible(bulk_in)
        shots = self._shots.of_shooting(
            principal.organization_id, bulk_in.shooting_id, bulk_in.status_filter
        )
        if not shots:
            detail = f"No shot of this shooting is {bulk_in.status_filter}; approve some first."
            raise NOTHING_TO_EXPORT(detail)
        if len(shots) > MAX_SHOTS:
            detail = f"{len(shots)} shots; one export takes {MAX_SHOTS}. Name them in several."
            raise TOO_MANY_SHOTS(detail, extra={"max_shots": MAX_SHOTS})
        return self._request(bulk_in, shots, principal)

    def get(self, export_id: UUID, principal: Principal) -> ExportRead:
        return self._reader.read(self._exports.get(principal.organization_id, export_id))

    def list(self, principal: Principal, *, limit: int, cursor: str | None) -> Page[ExportSummary]:
        page = self._exports.list(principal.organization_id, limit=limit, cursor=cursor)
        return Page(
            items=[self._reader.summarize(export) for export in page.items],
            next_cursor=page.next_cursor,
        )

    def _require_approved(self, shots: Sequence[UUID], principal: Principal) -> None:
        statuses = self._shots.statuses(principal.organization_id, shots)
        unknown = _findings(
            (n for n, shot in enumerate(shots) if shot not in statuses),
            SHOT_NOT_FOUND,
            "Shot not found",
        )
        if unknown:
            raise SHOT_NOT_FOUND("Shot not found", errors=unknown)
        open_shots = [n for n, shot in enumerate(shots) if statuses[shot] not in list(StatusFilter)]
        if open_shots:
            detail = (
                f"{len(open_shots)} of {len(shots)} shots are not approved; approve them first."
            )
            errors = _findings(open_shots, SHOTS_NOT_APPROVED, "The shot is not approved")
            raise SHOTS_NOT_APPROVED(detail, errors=errors)

    def _request(
        self, options: ExportOptions, shots: Sequence[UUID], principal: Principal
    ) -> ExportRead:
        now = self._clock()
        export = Export(
            id=new_id(),
            organization_id=principal.organization_id,
            created_at=now,
            updated_at=now,
            created_by=principal.user_id,
            actor=principal.actor,
            shot_ids=tuple(shots),
            format=options.format,
            naming=options.naming,
            destination=options.destination,
        )
        progress = ExportProgress.of(export.total, 0, 0)
        self._exports.commit(
            self._exports.creation(export),
            export_event("export.started", export, export.status, progress, "start", self._clock),
        )
        self._start(export)
        return self._reader.read(export)

    def _start(self, export: Export) -> None:
        """Start the execution. It is named after the export, so a repeated start is harmless."""
        try:
            self._workflows.start(
                self._machine,
                str(export.id),
                {
                    "organization_id": str(export.organization_id),
                    "export_id": str(export.id),
                    "max_concurrency": self._max_concurrency,
                },
            )
        except Exception as error:
            self._abandon(export)
            raise EXPORT_NOT_STARTED(
                "The export could not be started; try again in a moment."
            ) from error

    def _abandon(self, export: Export) -> None:
        """Mark an export without execution as failed; it would stay pending forever."""
        now, status = self._clock(), ExportStatus.FAILED
        failure = ExportFailure(
            code=EXPORT_NOT_STARTED.name, detail="The export was never started."
        )
        progress = ExportProgress.of(export.total, 0, 0)
        try:
            self._exports.commit(
                self._exports.transition(
                    export,
                    status,
                    before=[ExportStatus.PENDING],
                    now=now,
                    changes={"failure": failure.model_dump(), "completed_at": iso(now)},
                ),
                export_event("export.failed", export, status, progress, "end", self._clock),
            )
        except Conflict:
            # The start succeeded despite the error, and the machine is running.
            return


def _require_possible(options: ExportOptions) -> None:
    parse_pattern(options.naming.pattern)
    if options.destination.type is not DestinationType.DOWNLOAD:
        detail = f"Delivery to {options.destination.type} is not set up yet; choose `download`."
        raise DESTINATION_NOT_AVAILABLE.at("/destination/type", detail)


def _require_distinct(shots: Sequence[UUID]) -> None:
    first = {shot: n for n, shot in reversed(list(enumerate(shots)))}
    repeated = [n for n, shot in enumerate(shots) if first[shot] != n]
    if repeated:
        detail = "Every shot can be exported once; leave out the repeats."
        findings = _findings(repeated, DUPLICATE_SHOT, "The shot is named before")
        raise DUPLICATE_SHOT(detail, errors=findings)


def _findings(indexes: Iterable[int], code: Code, detail: str) -> tuple[FieldError, ...]:
    return tuple(FieldError(f"/shots/{n}", code, detail) for n in indexes)
