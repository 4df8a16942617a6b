"""Predictions: stored when a generation ends, listed for comparison."""

from collections.abc import Iterable, Sequence
from typing import Protocol
from uuid import UUID

from shared.aws.writes import Write
from shared.core.clock import Clock, utc_now
from shared.core.ids import derived_id
from shared.core.paging import Page
from shared.identity.principal import Principal
from shared.media.service import MediaResourceService
from shared.review.errors import PREDICTION_NOT_FOUND
from shared.review.models import Prediction, PredictionFacts, PredictionStatus
from shared.review.repository import PredictionRepository
from shared.review.schemas import PredictionRead
from shared.shooting.models import Shot
from shared.shooting.service import ShootingService
from shared.shooting.shot_service import SYSTEM, ShotService
from shared.shooting.vocabulary import ShotStatus

Reads = list[PredictionRead]
_WAITING = (ShotStatus.PLANNED, ShotStatus.REJECTED)


class Source(Protocol):
    """The generation that made the predictions."""

    @property
    def id(self) -> UUID: ...


def prediction_id(generation_id: UUID, index: int) -> UUID:
    """Derived, so that storing the same result twice gives one prediction."""
    return derived_id(generation_id, index)


class PredictionService:
    def __init__(
        self,
        predictions: PredictionRepository,
        shots: ShotService,
        shootings: ShootingService,
        media: MediaResourceService,
        clock: Clock = utc_now,
    ) -> None:
        self._predictions = predictions
        self._shots = shots
        self._shootings = shootings
        self._media = media
        self._clock = clock

    def creation_writes(
        self,
        shot: Shot,
        generation: Source,
        results: Iterable[PredictionFacts],
        *,
        actor: str = SYSTEM,
    ) -> list[Write]:
        """The writes of the predictions, and of the shot and its shooting entering review.

        A shot that is approved or exported keeps its decision. The writes raise Conflict
        (`predictions_exist`) when they are repeated, so that a repetition cannot undo a decision
        that was made meanwhile.
        """
        predictions = [self._predict(shot, generation.id, facts) for facts in results]
        writes: list[Write] = [
            write
            for prediction in predictions
            for write in (
                self._predictions.creation(prediction),
                self._predictions.locator(prediction),
            )
        ]
        if not predictions:
            return writes
        if shot.status in _WAITING:
            change = self._shots.move(
                shot,
                ShotStatus.PENDING_REVIEW,
                actor=actor,
                fields={"reject_reason": None, "notes": None},
                data={"prediction_ids": [str(prediction.id) for prediction in predictions]},
                event_id=derived_id("shot.pending_review", generation.id),
            )
            writes += change.writes
        shooting = self._shootings.get_entity(shot.organization_id, shot.shooting_id)
        return writes + self._shootings.writes_for_review(shooting, actor)

    def get_entity(self, organization_id: UUID, prediction_id: UUID) -> Prediction:
        """Raises NotFound also for a deleted prediction."""
        found = self._predictions.find(organization_id, prediction_id)
        if found is None or found.status is PredictionStatus.DELETED:
            raise PREDICTION_NOT_FOUND("Prediction not found")
        return found

    def list(
        self, shot_id: UUID, principal: Principal, *, limit: int, cursor: str | None
    ) -> Page[PredictionRead]:
        """The variants of a shot, oldest generation first. Strongly consistent."""
        owner = principal.organization_id
        self._shots.get_entity(owner, shot_id)
        page = self._predictions.list_of_shot(owner, shot_id, limit=limit, cursor=cursor)
        ordered = sorted(page.items, key=lambda found: (found.created_at, found.index))
        return Page(items=self._read_all(owner, ordered), next_cursor=page.next_cursor)

    def _predict(self, shot: Shot, generation_id: UUID, facts: PredictionFacts) -> Prediction:
        now = self._clock()
        return Prediction(
            **facts.model_dump(),
            id=prediction_id(generation_id, facts.index),
            organization_id=shot.organization_id,
            created_at=now,
            updated_at=now,
            shot_id=shot.id,
            shooting_id=shot.shooting_id,
            shooting_look_id=shot.shooting_look_id,
            generation_id=generation_id,
        )

    def _read_all(self, organization_id: UUID, predictions: Sequence[Prediction]) -> Reads:
        public = self._media.public_by_id(
            organization_id, [prediction.media_id for prediction in predictions]
        )
        return [
            PredictionRead.of(
                found, public[found.media_id].url if found.media_id in public else None
            )
            for found in predictions
        ]
