"""Predictions of a shot, side by side."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from functions.api.deps.caller import requires
from functions.api.deps.review import get_prediction_service
from shared.core.paging import MAX_LIMIT, Cursor, Limit, Page
from shared.identity.principal import Principal
from shared.identity.scopes import Scope
from shared.review.prediction_service import PredictionService
from shared.review.schemas import PredictionRead
from shared.shooting.errors import SHOT_NOT_FOUND
from shared.web.problems import problems

router = APIRouter(prefix="/predictions", tags=["predictions"])

Reader = Annotated[Principal, Depends(requires(Scope.REVIEWS_READ))]
Predictions = Annotated[PredictionService, Depends(get_prediction_service)]
ShotId = Annotated[UUID, Query(description="Id of the shot.")]


@router.get("", responses=problems(SHOT_NOT_FOUND))
def list_predictions(
    shot_id: ShotId,
    caller: Reader,
    predictions: Predictions,
    limit: Limit = MAX_LIMIT,
    cursor: Cursor = None,
) -> Page[PredictionRead]:
    """List all predictions of a shot, oldest generation first."""
    return predictions.list(shot_id, caller, limit=limit, cursor=cursor)
