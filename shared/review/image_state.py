"""A picture's state, out of its shot's decision."""

from shared.review.models import Prediction
from shared.review.schemas import ImageState
from shared.shooting.models import Shot
from shared.shooting.vocabulary import ShotStatus


def image_state(prediction: Prediction, shot: Shot) -> ImageState:
    """Derived, never stored, so it cannot contradict the shot.

    The variants beside an approved one are `not_selected`; when it is unapproved, all of them
    are to be reviewed again.
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
