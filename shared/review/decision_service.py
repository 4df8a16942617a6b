"""Approve, reject and unapprove a shot and its predictions, in one transaction.

Every decision compares the version of the shot. So of two concurrent decisions one fails, and at
most one prediction of a shot is selected at any time.
"""

from uuid import UUID

from shared.aws.writes import Update
from shared.core.clock import Clock, utc_now
from shared.core.errors import FieldError, Invalid
from shared.identity.principal import Principal
from shared.review.errors import NOTES_REQUIRED, PREDICTION_OF_ANOTHER_SHOT
from shared.review.models import Prediction, PredictionStatus
from shared.review.repository import PredictionRepository
from shared.review.schemas import Approval, Rejection
from shared.shooting.models import Shot
from shared.shooting.schemas import ShotRead
from shared.shooting.shot_service import ShotChange, ShotService
from shared.shooting.transitions import require_approved, require_shot_move
from shared.shooting.vocabulary import RejectReason, ShotStatus

_DECIDED = (ShotStatus.APPROVED, ShotStatus.EXPORTED)


class DecisionService:
    def __init__(
        self, predictions: PredictionRepository, shots: ShotService, clock: Clock = utc_now
    ) -> None:
        self._predictions = predictions
        self._shots = shots
        self._clock = clock

    def approve(self, shot_id: UUID, approval: Approval, principal: Principal) -> ShotRead:
        """Approve this prediction in place of any other. Idempotent.

        Approving it again with other notes only changes the notes.
        """
        shot = self._shots.get_entity(principal.organization_id, shot_id)
        prediction = self._predictions.get_of_shot(
            principal.organization_id, shot_id, approval.prediction_id
        )
        return self.approve_read(shot, prediction, approval, principal)

    def approve_read(
        self,
        shot: Shot,
        prediction: Prediction | None,
        approval: Approval,
        principal: Principal,
    ) -> ShotRead:
        """`approve` for a shot and a prediction that the caller has read."""
        same = shot.status in _DECIDED and shot.approved_prediction_id == approval.prediction_id
        if same and approval.notes in (None, shot.notes):
            return ShotRead.of(shot)
        require_shot_move(shot.status, ShotStatus.APPROVED)
        if prediction is None or prediction.status is PredictionStatus.DELETED:
            raise _not_of_shot(approval.prediction_id)
        change = self._shots.move(
            shot,
            ShotStatus.APPROVED,
            actor=principal.actor,
            fields={
                "approved_prediction_id": prediction.id,
                "approved_by": principal.user_id,
                "approved_at": self._clock(),
                "reject_reason": None,
                "notes": approval.notes,
            },
            data={"prediction_id": str(prediction.id), "approved_by": str(principal.user_id)},
        )
        if same:
            return self._commit(change)
        chosen = self._mark(shot, prediction.id, PredictionStatus.SELECTED)
        return self._commit(change, chosen, *self._clear(shot, PredictionStatus.NOT_SELECTED))

    def reject(self, shot_id: UUID, rejection: Rejection, principal: Principal) -> ShotRead:
        """Reject all predictions of the shot. Idempotent for the same reason and notes."""
        if rejection.reason is RejectReason.OTHER and not rejection.notes:
            detail = "The reason OTHER needs notes that say what is wrong."
            raise NOTES_REQUIRED(detail, errors=(FieldError("/notes", NOTES_REQUIRED, detail),))
        shot = self._shots.get_entity(principal.organization_id, shot_id)
        current = (shot.status, shot.reject_reason, shot.notes)
        if current == (ShotStatus.REJECTED, rejection.reason, rejection.notes):
            return ShotRead.of(shot)
        change = self._shots.move(
            shot,
            ShotStatus.REJECTED,
            actor=principal.actor,
            fields={
                "approved_prediction_id": None,
                "approved_by": None,
                "approved_at": None,
                "reject_reason": rejection.reason,
                "notes": rejection.notes,
            },
            data={"reason": str(rejection.reason), "rejected_by": str(principal.user_id)},
        )
        return self._commit(change, *self._clear(shot, PredictionStatus.REJECTED))

    def unapprove(self, shot_id: UUID, principal: Principal) -> ShotRead:
        """Undo the approval. Raises Conflict (`shot_not_approved`) if there is none."""
        shot = self._shots.get_entity(principal.organization_id, shot_id)
        require_approved(shot.status)
        change = self._shots.move(
            shot,
            ShotStatus.PENDING_REVIEW,
            actor=principal.actor,
            fields={"approved_prediction_id": None, "approved_by": None, "approved_at": None},
            data={
                "prediction_id": str(shot.approved_prediction_id),
                "unapproved_by": str(principal.user_id),
            },
        )
        return self._commit(change, *self._clear(shot, PredictionStatus.PENDING_REVIEW))

    def _clear(self, shot: Shot, status: PredictionStatus) -> tuple[Update, ...]:
        """Set the status of the prediction that was selected so far, if any."""
        if shot.approved_prediction_id is None:
            return ()
        return (self._mark(shot, shot.approved_prediction_id, status),)

    def _mark(self, shot: Shot, prediction_id: UUID, status: PredictionStatus) -> Update:
        return self._predictions.marking(
            shot.organization_id, shot.id, prediction_id, status, self._clock()
        )

    def _commit(self, change: ShotChange, *marks: Update) -> ShotRead:
        self._predictions.commit(*change.writes, *marks)
        return ShotRead.of(change.shot)


def _not_of_shot(prediction_id: UUID) -> Invalid:
    detail = (
        f"{prediction_id} is not a prediction of this shot; choose one of "
        "GET /api/v1/predictions?shot_id=."
    )
    return PREDICTION_OF_ANOTHER_SHOT.at("/prediction_id", detail)
