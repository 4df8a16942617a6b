"""State of an image, derived from the decision on its shot."""

from shared.review.models import Prediction
from shared.review.schemas import ImageState
from shared.shooting.models import Shot
from shared.shooting.vocabulary import ShotStatus


def image_state(prediction: Prediction, shot: Shot) -> ImageState:
    """Derived and never stored, so that it cannot contradict the shot.

    The variants beside an approved one are `not_selected`. Once the shot is unapproved, all of
    them are `pending_review` again.
    """
    match shot.status:
        case ShotStatus.REJECTED:
            return ImageState.REJECTED
        case ShotStatus.APPROVED | ShotStatus.EXPORTED:
            if prediction.id == shot.approved_prediction_id:
                return ImageState(shot.status)
            return ImageState.NOT_SELECTED
        case _:
            return ImageState.PENDING_REVIEW
