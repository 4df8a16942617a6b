"""Many approvals in one request, each with its own result."""

from collections.abc import Mapping
from uuid import UUID

from shared.core.errors import SartiqError
from shared.identity.principal import Principal
from shared.review.decision_service import DecisionService
from shared.review.errors import REPEATED_SHOT
from shared.review.models import Prediction
from shared.review.repository import PredictionRepository
from shared.review.schemas import (
    Approval,
    BulkApproval,
    BulkApprovalItem,
    BulkApprovalRead,
    BulkApprovalResult,
)
from shared.shooting.errors import SHOT_NOT_FOUND
from shared.shooting.models import Shot
from shared.shooting.shot_service import ShotService


class BulkApprovalService:
    def __init__(
        self, predictions: PredictionRepository, shots: ShotService, decisions: DecisionService
    ) -> None:
        self._predictions = predictions
        self._shots = shots
        self._decisions = decisions

    def approve(self, bulk: BulkApproval, principal: Principal) -> BulkApprovalRead:
        """Results in the order of the request. A failure does not affect the other approvals."""
        owner = principal.organization_id
        shots = self._shots.find_entities(owner, [item.shot_id for item in bulk.shots])
        predictions = self._predictions.get_pairs(
            owner, [(item.shot_id, item.prediction_id) for item in bulk.shots]
        )
        results: list[BulkApprovalResult] = []
        seen: set[UUID] = set()
        for item in bulk.shots:
            try:
                if item.shot_id in seen:
                    raise REPEATED_SHOT("This shot stands further up in the same request.")
                self._approve_one(item, shots.get(item.shot_id), predictions, principal)
                results.append(BulkApprovalResult(shot_id=item.shot_id, status="approved"))
            except SartiqError as error:
                results.append(_failure(item, error))
            seen.add(item.shot_id)
        return BulkApprovalRead(results=tuple(results))

    def _approve_one(
        self,
        item: BulkApprovalItem,
        shot: Shot | None,
        predictions: Mapping[tuple[UUID, UUID], Prediction],
        principal: Principal,
    ) -> None:
        if shot is None:
            raise SHOT_NOT_FOUND("Shot not found")
        self._decisions.approve_read(
            shot,
            predictions.get((item.shot_id, item.prediction_id)),
            Approval(prediction_id=item.prediction_id),
            principal,
        )


def _failure(item: BulkApprovalItem, error: SartiqError) -> BulkApprovalResult:
    return BulkApprovalResult(
        shot_id=item.shot_id, status="error", code=error.code, detail=error.detail
    )
