"""What the demo chooses for its looks, and which prediction it approves."""

from pathlib import Path

import pytest

from local.demo.answers import Named, Prediction, ShotType
from local.demo.photos import Photo
from local.demo.run import Casting
from local.demo.shoot import choose_best, choose_shot_types, choose_style, choose_subject

STYLES = tuple(Named(id=name, name=name) for name in ("Clean studio", "Linen atelier"))
PHOTO = Photo(Path("coat.jpg"), "SKU", "Coat")


def casting(styles: tuple[Named, ...] = STYLES, subjects: tuple[Named, ...] = ()) -> Casting:
    return Casting(Named(id="s", name="s"), styles, subjects, ())


def kinds(*names: str) -> tuple[ShotType, ...]:
    return tuple(ShotType(id=name, name=name) for name in names)


@pytest.mark.parametrize(
    ("scores", "best"),
    [([0.2, 0.9, 0.5], 1), ([0.7, 0.7], 0), ([None, 0.1], 1), ([None, None], 0)],
)
def test_best_quality_wins(scores: list[float | None], best: int) -> None:
    predictions = tuple(
        Prediction(id=str(index), index=index, url="u", quality_score=score)
        for index, score in enumerate(scores)
    )

    assert choose_best(predictions).index == best


def test_shot_types_are_chosen_by_name() -> None:
    chosen = choose_shot_types(kinds("detail", "packshot", "full_body"))

    assert [kind.name for kind in chosen] == ["full_body", "packshot"]


def test_otherwise_the_first_two_are_taken() -> None:
    chosen = choose_shot_types(kinds("front", "back", "full_body"))

    assert [kind.name for kind in chosen] == ["front", "back"]


def test_styles_take_turns() -> None:
    chosen = [choose_style(casting(), PHOTO, index) for index in range(3)]

    assert [style and style.name for style in chosen] == [
        "Clean studio",
        "Linen atelier",
        "Clean studio",
    ]


def test_suiting_style_comes_first() -> None:
    photo = Photo(Path("coat.jpg"), "SKU", "Coat", style="Linen atelier")

    assert choose_style(casting(), photo, 0) == STYLES[1]


def test_look_goes_without_what_is_not_there() -> None:
    empty = casting(styles=())

    assert choose_style(empty, PHOTO, 3) is None
    assert choose_subject(empty, 3) is None
