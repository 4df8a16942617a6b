"""Predictions, the gallery and the decisions on shots."""

from functions.api.deps.foundation import provide

get_prediction_service = provide(lambda platform: platform.review.predictions)
get_decision_service = provide(lambda platform: platform.review.decisions)
get_bulk_approval_service = provide(lambda platform: platform.review.bulk_approvals)
get_gallery_service = provide(lambda platform: platform.review.gallery)
