"""Status transitions of shootings and shots, each with its event.

A transition that is not in a table is refused.
"""

from collections.abc import Mapping

from shared.core.errors import Conflict
from shared.shooting.errors import (
    SHOOTING_TRANSITION_REFUSED,
    SHOT_EXPORTED,
    SHOT_NOT_APPROVED,
    SHOT_NOT_REVIEWABLE,
)
from shared.shooting.vocabulary import ShootingStatus as Stage
from shared.shooting.vocabulary import ShotStatus

SHOOTING_MOVES: Mapping[tuple[Stage, Stage], str] = {
    (Stage.DRAFT, Stage.CONFIGURED): "shooting.configured",
    (Stage.DRAFT, Stage.GENERATING): "shooting.started",
    (Stage.CONFIGURED, Stage.GENERATING): "shooting.started",
    (Stage.GENERATING, Stage.IN_REVIEW): "shooting.in_review",
    (Stage.IN_REVIEW, Stage.APPROVED): "shooting.approved",
    (Stage.APPROVED, Stage.IN_REVIEW): "shooting.in_review",
    (Stage.APPROVED, Stage.DELIVERED): "shooting.delivered",
    (Stage.DELIVERED, Stage.IN_REVIEW): "shooting.in_review",
    (Stage.DRAFT, Stage.ARCHIVED): "shooting.archived",
    (Stage.CONFIGURED, Stage.ARCHIVED): "shooting.archived",
    (Stage.GENERATING, Stage.ARCHIVED): "shooting.archived",
    (Stage.IN_REVIEW, Stage.ARCHIVED): "shooting.archived",
    (Stage.APPROVED, Stage.ARCHIVED): "shooting.archived",
    (Stage.DELIVERED, Stage.ARCHIVED): "shooting.archived",
}
# Transitions of the system: a look is created, a generation starts, predictions arrive.
_AUTOMATIC = frozenset(
    {
        (Stage.DRAFT, Stage.CONFIGURED),
        (Stage.DRAFT, Stage.GENERATING),
        (Stage.CONFIGURED, Stage.GENERATING),
        (Stage.GENERATING, Stage.IN_REVIEW),
    }
)

SHOT_MOVES: Mapping[tuple[ShotStatus, ShotStatus], str] = {
    (ShotStatus.PLANNED, ShotStatus.PENDING_REVIEW): "shot.pending_review",
    (ShotStatus.REJECTED, ShotStatus.PENDING_REVIEW): "shot.pending_review",
    (ShotStatus.APPROVED, ShotStatus.PENDING_REVIEW): "shot.unapproved",
    (ShotStatus.PENDING_REVIEW, ShotStatus.APPROVED): "shot.approved",
    (ShotStatus.REJECTED, ShotStatus.APPROVED): "shot.approved",
    # Another prediction replaces the first.
    (ShotStatus.APPROVED, ShotStatus.APPROVED): "shot.approved",
    (ShotStatus.PENDING_REVIEW, ShotStatus.REJECTED): "shot.rejected",
    (ShotStatus.APPROVED, ShotStatus.REJECTED): "shot.rejected",
    # Another reason.
    (ShotStatus.REJECTED, ShotStatus.REJECTED): "shot.rejected",
    (ShotStatus.APPROVED, ShotStatus.EXPORTED): "shot.exported",
}


def require_shooting_move(before: Stage, after: Stage) -> str:
    """The event type of a transition that a person makes.

    Raises Conflict (`shooting_transition_refused`) with the allowed ones.
    """
    if (before, after) in SHOOTING_MOVES and (before, after) not in _AUTOMATIC:
        return SHOOTING_MOVES[before, after]
    by_hand = SHOOTING_MOVES.keys() - _AUTOMATIC
    allowed = sorted(to for start, to in by_hand if start is before)
    raise SHOOTING_TRANSITION_REFUSED(
        f"A shooting that is {before} cannot be made {after} by hand. "
        f"Allowed: {', '.join(allowed) or 'nothing, for this is final'}.",
        extra={"status": str(before), "allowed": [str(status) for status in allowed]},
    )


def require_shot_move(before: ShotStatus, after: ShotStatus) -> str:
    """The event type of the transition. Raises Conflict with a code for the obstacle."""
    if (before, after) not in SHOT_MOVES:
        raise _refusal(before)
    return SHOT_MOVES[before, after]


def require_approved(status: ShotStatus) -> None:
    """Raise Conflict unless the shot has an approval that can be undone."""
    if status is ShotStatus.EXPORTED:
        raise _refusal(status)
    if status is not ShotStatus.APPROVED:
        raise _not_approved(status)


def _refusal(before: ShotStatus) -> Conflict:
    match before:
        case ShotStatus.PLANNED:
            return SHOT_NOT_REVIEWABLE(
                "This shot has no predictions yet; start a generation and wait for its pictures.",
                extra={"status": str(before)},
            )
        case ShotStatus.EXPORTED:
            return SHOT_EXPORTED(
                "This shot was delivered already, so its decision stands.",
                extra={"status": str(before)},
            )
        case _:
            return _not_approved(before)


def _not_approved(before: ShotStatus) -> Conflict:
    return SHOT_NOT_APPROVED(
        f"This shot is {before}, not approved; approve one of its predictions first.",
        extra={"status": str(before)},
    )
