"""The state of an image follows from the decision on its shot."""

from uuid import uuid4

import pytest

from shared.core.clock import utc_now
from shared.review.image_state import image_state
from shared.review.models import Prediction, PredictionStatus
from shared.shooting.models import Shot
from shared.shooting.vocabulary import ShotStatus
from tests.scenes.prediction_facts import make_facts

ORGANIZATION, NOW = uuid4(), utc_now()
STAMPS = {"organization_id": ORGANIZATION, "created_at": NOW, "updated_at": NOW}


@pytest.mark.parametrize(
    ("status", "chosen", "state"),
    [
        ("planned", False, "pending_review"),
        ("pending_review", False, "pending_review"),
        ("approved", True, "approved"),
        ("approved", False, "not_selected"),
        ("exported", True, "exported"),
        ("exported", False, "not_selected"),
        ("rejected", False, "rejected"),
    ],
)
@pytest.mark.parametrize("own", list(PredictionStatus))
def test_state_is_the_shots_decision(
    status: str, chosen: bool, state: str, own: PredictionStatus
) -> None:
    shot_id, image_id = uuid4(), uuid4()
    shot = Shot(
        id=shot_id,
        shooting_id=uuid4(),
        shooting_look_id=uuid4(),
        shot_type_id=uuid4(),
        status=ShotStatus(status),
        approved_prediction_id=image_id if chosen else None,
        **STAMPS,
    )
    image = Prediction(
        id=image_id,
        shot_id=shot_id,
        shooting_id=shot.shooting_id,
        shooting_look_id=shot.shooting_look_id,
        generation_id=uuid4(),
        status=own,
        **make_facts().model_dump(),
        **STAMPS,
    )
    assert image_state(image, shot) == state
