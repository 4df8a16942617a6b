"""Results of Compute as media resources and predictions of the shot."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from shared.aws.writes import Write
from shared.compute.contract.tasks import TaskOutput
from shared.generation.models import Generation
from shared.media.attaching import Use
from shared.media.deposits import Deposit
from shared.media.models import Origin
from shared.media.service import MediaResourceService
from shared.review.models import PredictionFacts
from shared.review.prediction_service import PredictionService, prediction_id
from shared.shooting.shot_service import ShotService


@dataclass(frozen=True)
class Kept:
    """Writes for the transaction that completes the generation, and the ids they create."""

    prediction_ids: tuple[UUID, ...]
    writes: tuple[Write, ...]


class ResultKeeper:
    def __init__(
        self, shots: ShotService, predictions: PredictionService, media: MediaResourceService
    ) -> None:
        self._shots = shots
        self._predictions = predictions
        self._media = media

    def keep(self, generation: Generation, outputs: Iterable[TaskOutput], actor: str) -> Kept:
        """Copy each image out of Compute's workspace, where it would expire.

        Idempotent: a repetition copies the same bytes to the same keys. Raises Conflict if another
        writer interferes (repeat it), or with `object_expired` if an image no longer exists.
        """
        images = list(outputs)
        uses = [_use(generation.id, image) for image in images]
        adopted = self._media.adopt_all(generation.organization_id, uses)
        facts = [
            _facts(image, placed.resource.id)
            for image, placed in zip(images, adopted.placed, strict=True)
        ]
        shot = self._shots.get_entity(generation.organization_id, generation.shot_id)
        created = self._predictions.creation_writes(shot, generation, facts, actor=actor)
        return Kept(
            prediction_ids=tuple(use.entity_id for use in uses),
            writes=(*adopted.writes, *created),
        )


def _use(generation_id: UUID, image: TaskOutput) -> Use:
    members = set(Deposit.model_fields) & set(TaskOutput.model_fields)
    return Use(
        source=Deposit(**image.model_dump(include=members), origin=Origin.GENERATION),
        entity_type="prediction",
        entity_id=prediction_id(generation_id, image.index),
        slot="image",
    )


def _facts(image: TaskOutput, media_id: UUID) -> PredictionFacts:
    members = set(PredictionFacts.model_fields) & set(TaskOutput.model_fields)
    return PredictionFacts(**image.model_dump(include=members), media_id=media_id)
