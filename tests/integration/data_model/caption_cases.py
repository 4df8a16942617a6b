"""Captions, orders of base images, and their submissions."""

from collections.abc import Mapping
from uuid import UUID

from shared.captions.repository import CaptionRepository
from shared.library.base_image_orders import BaseImageOrderRepository
from shared.review.repository import PredictionRepository
from tests.integration.data_model.stage import Case, Kind, Proof, Stage
from tests.scenes.caption_scene import make_prediction
from tests.scenes.caption_scene import order as order_caption
from tests.scenes.generation_scene import use_compute
from tests.scenes.shooting_scene import add_predictions, store_generated_image


def _caption(stage: Stage) -> str:
    return _caption_of(stage, make_prediction(stage.client, stage.org))


def _caption_of(stage: Stage, prediction_id: str) -> str:
    use_compute(stage.client, stage.compute)
    return str(order_caption(stage.client, stage.org, prediction_id)["id"])


def _base_images(stage: Stage) -> str:
    use_compute(stage.client, stage.compute)
    image = {"media_id": str(store_generated_image(stage.org))}
    subject_id = stage.post("/subjects", name="Ada", base_images=[image])
    path = f"/api/v1/subjects/{subject_id}/base-images/generate"
    answer = stage.client.post(path, json={"angle": "left"}, headers=stage.org.headers)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


CAPTION = Kind("caption", CaptionRepository, _caption)
BASE_IMAGES = Kind("order", BaseImageOrderRepository, _base_images)


def place_of_prediction(stage: Stage) -> Proof:
    shot_id = stage.scene().shot_ids[0]
    wanted, _ = add_predictions(stage.org, shot_id)
    read = PredictionRepository(stage.table).find
    return Proof(
        {"org": stage.owner, "prediction": wanted},
        (shot_id,),
        lambda: read(stage.owner, UUID(wanted)),
        by="shot_id",
    )


def captions_of_prediction(stage: Stage) -> Proof:
    prediction_id = make_prediction(stage.client, stage.org)
    older, newer, _ = (
        _caption_of(stage, prediction_id),
        _caption_of(stage, prediction_id),
        _caption(stage),
    )
    read = CaptionRepository(stage.table).list_of_prediction
    return Proof(
        {"org": stage.owner, "prediction": prediction_id},
        (newer, older),
        lambda: read(stage.owner, UUID(prediction_id), limit=50, cursor=None),
    )


def order_of_caption(stage: Stage) -> Proof:
    made, _ = _caption(stage), _caption(stage)
    return Proof(
        {"org": stage.owner, "caption": made},
        (f"ORG#{stage.owner}#CAPTION#{made}",),
        lambda: CaptionRepository(stage.table).find_order(stage.owner, UUID(made)),
        by="pk",
    )


def order_of_base_images(stage: Stage) -> Proof:
    made, _ = _base_images(stage), _base_images(stage)
    return Proof(
        {"org": stage.owner, "order": made},
        (f"ORG#{stage.owner}#TASK#{made}",),
        lambda: BaseImageOrderRepository(stage.table).find_order(stage.owner, UUID(made)),
        by="pk",
    )


CASES: Mapping[str, Case] = {
    "AP65": BASE_IMAGES.by_id,
    "AP66": order_of_base_images,
    "AP75": place_of_prediction,
    "AP76": CAPTION.by_id,
    "AP77": captions_of_prediction,
    "AP78": order_of_caption,
}
