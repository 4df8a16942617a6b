"""Generations, their predictions, and the gallery."""

from collections.abc import Mapping
from uuid import UUID

from shared.compute_client.models import OrderStatus
from shared.generation.repository import GenerationRepository
from shared.review.repository import PredictionRepository
from tests.integration.data_model.shooting_cases import SHOT
from tests.integration.data_model.stage import Case, Kind, Proof, Stage
from tests.scenes.shooting_scene import add_predictions

GENERATION = Kind("generation", GenerationRepository, lambda s: str(s.generation()["id"]))


def generations_of_shot(stage: Stage) -> Proof:
    made, _ = stage.generation(), stage.generation()
    shot_id = made["shot_id"]
    add_predictions(stage.org, shot_id)
    read = GenerationRepository(stage.table).list_of_shot
    return Proof(
        {"org": stage.owner, "shot": shot_id},
        (made["id"],),
        lambda: read(stage.owner, UUID(shot_id), status=None, limit=50, cursor=None),
    )


def generations_in_status(stage: Stage) -> Proof:
    older, newer = stage.generation(), stage.generation()
    status, read = OrderStatus.PROCESSING, GenerationRepository(stage.table).list_in_status
    return Proof(
        {"org": stage.owner, "status": status},
        (newer["id"], older["id"]),
        lambda: read(stage.owner, status, limit=50, cursor=None),
    )


def order(stage: Stage) -> Proof:
    generation_id = UUID(stage.generation()["id"])
    return Proof(
        {"org": stage.owner, "generation": generation_id},
        (f"ORG#{stage.owner}#GENERATION#{generation_id}",),
        lambda: GenerationRepository(stage.table).find_order(stage.owner, generation_id),
        by="pk",
    )


def prediction(stage: Stage) -> Proof:
    shot_id = stage.scene().shot_ids[0]
    wanted, _ = add_predictions(stage.org, shot_id)
    read = PredictionRepository(stage.table).get_of_shot
    return Proof(
        {"org": stage.owner, "shot": shot_id, "prediction": wanted},
        (wanted,),
        lambda: read(stage.owner, UUID(shot_id), UUID(wanted)),
    )


def prediction_pairs(stage: Stage) -> Proof:
    shots = stage.scene().shot_ids
    pairs = [(UUID(shot), UUID(add_predictions(stage.org, shot)[0])) for shot in shots]
    shot_id, prediction_id = pairs[1]
    return Proof(
        {"org": stage.owner, "shot": shot_id, "prediction": prediction_id},
        (prediction_id,),
        lambda: PredictionRepository(stage.table).get_pairs(stage.owner, pairs),
    )


def predictions_of_shot(stage: Stage) -> Proof:
    shot_id, beside = stage.scene().shot_ids
    wanted = add_predictions(stage.org, shot_id)
    add_predictions(stage.org, beside)
    read = PredictionRepository(stage.table).list_of_shot
    return Proof(
        {"org": stage.owner, "shot": shot_id},
        tuple(sorted(wanted)),
        lambda: read(stage.owner, UUID(shot_id), limit=50, cursor=None),
    )


def gallery_of_shooting(stage: Stage) -> Proof:
    """The looks of the shooting are in the same partition of the index."""
    scene, other = stage.scene(), stage.scene()
    older, newer = (add_predictions(stage.org, shot, count=1)[0] for shot in scene.shot_ids)
    add_predictions(stage.org, other.shot_ids[0])
    return Proof(
        {"org": stage.owner, "shooting": scene.shooting_id},
        (newer, older),
        lambda: _newest(stage, UUID(scene.shooting_id)),
    )


def gallery(stage: Stage) -> Proof:
    older, newer = (add_predictions(stage.org, SHOT.make(stage), count=1)[0] for _ in range(2))
    return Proof({"org": stage.owner}, (newer, older), lambda: _newest(stage, None))


def _newest(stage: Stage, shooting_id: UUID | None) -> object:
    return PredictionRepository(stage.table).list_newest(
        stage.owner, shooting_id=shooting_id, before=None, limit=50, cursor=None
    )


CASES: Mapping[str, Case] = {
    "AP60": GENERATION.by_id,
    "AP61": GENERATION.newest_first,
    "AP62": generations_of_shot,
    "AP63": generations_in_status,
    "AP64": order,
    "AP70": prediction,
    "AP71": prediction_pairs,
    "AP72": predictions_of_shot,
    "AP73": gallery_of_shooting,
    "AP74": gallery,
}
