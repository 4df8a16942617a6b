"""Only the transitions of the tables are allowed."""

from itertools import product

import pytest

from shared.core.errors import Conflict
from shared.shooting.transitions import (
    SHOOTING_MOVES,
    SHOT_MOVES,
    require_approved,
    require_shooting_move,
    require_shot_move,
)
from shared.shooting.vocabulary import ShootingStatus, ShotStatus

MADE_BY_EVENTS = {
    ("draft", "configured"),
    ("draft", "generating"),
    ("configured", "generating"),
    ("generating", "in_review"),
}


@pytest.mark.parametrize(("before", "after"), product(ShotStatus, ShotStatus))
def test_shot_moves_as_tabled(before: ShotStatus, after: ShotStatus) -> None:
    if (before, after) in SHOT_MOVES:
        assert require_shot_move(before, after) == SHOT_MOVES[before, after]
    else:
        with pytest.raises(Conflict):
            require_shot_move(before, after)


@pytest.mark.parametrize(
    ("before", "code"),
    [("planned", "shot_not_reviewable"), ("exported", "shot_exported")],
)
@pytest.mark.parametrize("after", [ShotStatus.APPROVED, ShotStatus.REJECTED])
def test_refusal_says_what_stands_against(before: str, after: ShotStatus, code: str) -> None:
    with pytest.raises(Conflict) as refusal:
        require_shot_move(ShotStatus(before), after)
    assert (refusal.value.code, refusal.value.extra) == (code, {"status": before})


def test_nothing_leads_back_to_planned() -> None:
    assert all(after is not ShotStatus.PLANNED for _, after in SHOT_MOVES)


def test_exported_is_final_for_shots() -> None:
    assert all(before is not ShotStatus.EXPORTED for before, _ in SHOT_MOVES)


@pytest.mark.parametrize("status", [s for s in ShotStatus if s is not ShotStatus.APPROVED])
def test_only_approval_can_be_undone(status: ShotStatus) -> None:
    with pytest.raises(Conflict):
        require_approved(status)
    require_approved(ShotStatus.APPROVED)


@pytest.mark.parametrize(("before", "after"), product(ShootingStatus, ShootingStatus))
def test_shooting_moves_by_hand_as_tabled(before: ShootingStatus, after: ShootingStatus) -> None:
    by_hand = (before, after) in SHOOTING_MOVES and (before, after) not in MADE_BY_EVENTS
    if by_hand:
        assert require_shooting_move(before, after) == SHOOTING_MOVES[before, after]
    else:
        with pytest.raises(Conflict) as refusal:
            require_shooting_move(before, after)
        allowed = refusal.value.extra["allowed"]
        for status in allowed:
            require_shooting_move(before, ShootingStatus(status))


def test_every_shooting_can_be_archived() -> None:
    others = set(ShootingStatus) - {ShootingStatus.ARCHIVED}
    assert {b for b, a in SHOOTING_MOVES if a is ShootingStatus.ARCHIVED} == others
    assert all(before is not ShootingStatus.ARCHIVED for before, _ in SHOOTING_MOVES)


def test_start_is_called_started() -> None:
    starts = {t for (_, after), t in SHOOTING_MOVES.items() if after == "generating"}
    assert starts == {"shooting.started"}
