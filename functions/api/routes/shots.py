"""Shots, and the decisions on them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query

from functions.api.deps.caller import requires
from functions.api.deps.review import get_bulk_approval_service, get_decision_service
from functions.api.deps.shooting import get_shot_service
from shared.aws.errors import VERSION_CONFLICT
from shared.core.paging import DEFAULT_LIMIT, Cursor, Limit, Page
from shared.identity.principal import Principal
from shared.identity.scopes import Scope
from shared.review.bulk_service import BulkApprovalService
from shared.review.decision_service import DecisionService
from shared.review.errors import NOTES_REQUIRED, PREDICTION_NOT_FOUND, PREDICTION_OF_ANOTHER_SHOT
from shared.review.schemas import Approval, BulkApproval, BulkApprovalRead, Rejection
from shared.shooting.errors import (
    FILTER_REQUIRED,
    LOOK_NOT_FOUND,
    SHOOTING_NOT_FOUND,
    SHOT_EXPORTED,
    SHOT_NOT_APPROVED,
    SHOT_NOT_FOUND,
    SHOT_NOT_REVIEWABLE,
)
from shared.shooting.schemas import ShotRead
from shared.shooting.shot_service import ShotService
from shared.web.problems import problems

router = APIRouter(prefix="/shots", tags=["shots"])

Reader = Annotated[Principal, Depends(requires(Scope.SHOOTINGS_READ))]
Reviewer = Annotated[Principal, Depends(requires(Scope.REVIEWS_WRITE))]
Shots = Annotated[ShotService, Depends(get_shot_service)]
Decisions = Annotated[DecisionService, Depends(get_decision_service)]
BulkApprovals = Annotated[BulkApprovalService, Depends(get_bulk_approval_service)]
ShotId = Annotated[UUID, Path(description="Id of the shot.")]
OfShooting = Annotated[UUID | None, Query(description="The shots of this shooting.")]
OfLook = Annotated[
    UUID | None,
    Query(description="The shots of this look, in its order; has precedence over `shooting_id`."),
]


@router.get("", responses=problems(FILTER_REQUIRED, SHOOTING_NOT_FOUND, LOOK_NOT_FOUND))
def list_shots(
    caller: Reader,
    shots: Shots,
    shooting_id: OfShooting = None,
    shooting_look_id: OfLook = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Page[ShotRead]:
    """List the shots of a shooting or of a look.

    One of `shooting_id` and `shooting_look_id` is required.
    """
    return shots.list(
        caller,
        shooting_id=shooting_id,
        shooting_look_id=shooting_look_id,
        limit=limit,
        cursor=cursor,
    )


@router.post("/bulk-approve")
def bulk_approve_shots(
    bulk: BulkApproval, caller: Reviewer, approvals: BulkApprovals
) -> BulkApprovalRead:
    """Approve up to 100 shots.

    Each shot has its own result, so the answer is 200 even if some of them fail.
    """
    return approvals.approve(bulk, caller)


@router.get("/{shot_id}", responses=problems(SHOT_NOT_FOUND))
def get_shot(shot_id: ShotId, caller: Reader, shots: Shots) -> ShotRead:
    """Read a shot with its decision.

    404 is also the answer for those of another organization.
    """
    return shots.get(shot_id, caller)


@router.put(
    "/{shot_id}/approve",
    responses=problems(
        SHOT_NOT_FOUND,
        PREDICTION_NOT_FOUND,
        PREDICTION_OF_ANOTHER_SHOT,
        SHOT_NOT_REVIEWABLE,
        SHOT_NOT_APPROVED,
        SHOT_EXPORTED,
        VERSION_CONFLICT,
    ),
)
def approve_shot(
    shot_id: ShotId, approval: Approval, caller: Reviewer, decisions: Decisions
) -> ShotRead:
    """Choose the prediction to deliver.

    It replaces one that was chosen before.
    """
    return decisions.approve(shot_id, approval, caller)


@router.put(
    "/{shot_id}/reject",
    responses=problems(
        SHOT_NOT_FOUND,
        NOTES_REQUIRED,
        SHOT_NOT_REVIEWABLE,
        SHOT_NOT_APPROVED,
        SHOT_EXPORTED,
        PREDICTION_NOT_FOUND,
        VERSION_CONFLICT,
    ),
)
def reject_shot(
    shot_id: ShotId, rejection: Rejection, caller: Reviewer, decisions: Decisions
) -> ShotRead:
    """Reject all predictions of a shot.

    The reason `OTHER` needs notes.
    """
    return decisions.reject(shot_id, rejection, caller)


@router.put(
    "/{shot_id}/unapprove",
    responses=problems(
        SHOT_NOT_FOUND, SHOT_NOT_APPROVED, SHOT_EXPORTED, PREDICTION_NOT_FOUND, VERSION_CONFLICT
    ),
)
def unapprove_shot(shot_id: ShotId, caller: Reviewer, decisions: Decisions) -> ShotRead:
    """Take an approval back.

    The shot is pending review again.
    """
    return decisions.unapprove(shot_id, caller)
