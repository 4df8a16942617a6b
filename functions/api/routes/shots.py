"""Shots, and the decisions on them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from functions.api.deps.caller import requires
from functions.api.deps.review import get_bulk_approval_service, get_decision_service
from functions.api.deps.shooting import get_shot_service
from shared.core.paging import DEFAULT_LIMIT, Limit, Page
from shared.identity.principal import Principal
from shared.identity.scopes import Scope
from shared.review.bulk_service import BulkApprovalService
from shared.review.decision_service import DecisionService
from shared.review.schemas import Approval, BulkApproval, BulkApprovalRead, Rejection
from shared.shooting.schemas import ShotRead
from shared.shooting.shot_service import ShotService

router = APIRouter(prefix="/shots", tags=["shots"])

Reader = Annotated[Principal, Depends(requires(Scope.SHOOTINGS_READ))]
Reviewer = Annotated[Principal, Depends(requires(Scope.REVIEWS_WRITE))]
Shots = Annotated[ShotService, Depends(get_shot_service)]
Decisions = Annotated[DecisionService, Depends(get_decision_service)]
BulkApprovals = Annotated[BulkApprovalService, Depends(get_bulk_approval_service)]


@router.get("")
def list_shots(
    caller: Reader,
    shots: Shots,
    shooting_id: UUID | None = None,
    shooting_look_id: UUID | None = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: str | None = None,
) -> Page[ShotRead]:
    """The shots of a shooting or of a look; 422 `filter_required` when neither is named."""
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
    """Approve up to 100 shots; each has a result of its own, so the answer is 200."""
    return approvals.approve(bulk, caller)


@router.get("/{shot_id}")
def get_shot(shot_id: UUID, caller: Reader, shots: Shots) -> ShotRead:
    """One shot with its decision."""
    return shots.get(shot_id, caller)


@router.put("/{shot_id}/approve")
def approve_shot(
    shot_id: UUID, approval: Approval, caller: Reviewer, decisions: Decisions
) -> ShotRead:
    """Choose the prediction to deliver; another one replaces it, 409 when somebody was faster."""
    return decisions.approve(shot_id, approval, caller)


@router.put("/{shot_id}/reject")
def reject_shot(
    shot_id: UUID, rejection: Rejection, caller: Reviewer, decisions: Decisions
) -> ShotRead:
    """Turn down all predictions of the shot; `OTHER` needs notes (422 `notes_required`)."""
    return decisions.reject(shot_id, rejection, caller)


@router.put("/{shot_id}/unapprove")
def unapprove_shot(shot_id: UUID, caller: Reviewer, decisions: Decisions) -> ShotRead:
    """Take the approval back; the shot is pending review again."""
    return decisions.unapprove(shot_id, caller)
