"""Predictions, the gallery and the decisions on shots."""

from functools import cache

from functions.api.deps.foundation import get_table
from functions.api.deps.media import get_media_service
from functions.api.deps.products import get_product_service
from functions.api.deps.shooting import (
    get_catalogue_service,
    get_shooting_look_service,
    get_shooting_service,
    get_shot_service,
)
from shared.review.approved_service import ApprovedShotService
from shared.review.bulk_service import BulkApprovalService
from shared.review.decision_service import DecisionService
from shared.review.gallery_service import GalleryService
from shared.review.prediction_service import PredictionService
from shared.review.repository import PredictionRepository


@cache
def get_prediction_service() -> PredictionService:
    return PredictionService(
        PredictionRepository(get_table()),
        get_shot_service(),
        get_shooting_service(),
        get_media_service(),
    )


@cache
def get_decision_service() -> DecisionService:
    return DecisionService(PredictionRepository(get_table()), get_shot_service())


@cache
def get_bulk_approval_service() -> BulkApprovalService:
    return BulkApprovalService(
        PredictionRepository(get_table()), get_shot_service(), get_decision_service()
    )


@cache
def get_gallery_service() -> GalleryService:
    return GalleryService(
        PredictionRepository(get_table()),
        get_shot_service(),
        get_shooting_service(),
        get_shooting_look_service(),
        get_catalogue_service(),
        get_product_service(),
        get_media_service(),
    )


@cache
def get_approved_shot_service() -> ApprovedShotService:
    return ApprovedShotService(
        PredictionRepository(get_table()),
        get_shot_service(),
        get_shooting_service(),
        get_shooting_look_service(),
        get_catalogue_service(),
        get_product_service(),
    )
