"""The error family: every kind has one class, and messages serve people and logs."""

import pytest

from shared.core import errors
from shared.core.errors import Kind, NotFound, SartiqError

CLASSES = {
    Kind.INVALID: errors.Invalid,
    Kind.UNAUTHENTICATED: errors.Unauthenticated,
    Kind.FORBIDDEN: errors.Forbidden,
    Kind.NOT_FOUND: errors.NotFound,
    Kind.CONFLICT: errors.Conflict,
    Kind.TOO_LARGE: errors.TooLarge,
    Kind.UNAVAILABLE: errors.Unavailable,
}


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_has_its_class(kind: Kind) -> None:
    error = CLASSES[kind]("some_code", "Do this next.")
    assert error.kind is kind
    assert (error.code, error.detail) == ("some_code", "Do this next.")
    assert isinstance(error, SartiqError)


def test_message_shows_code_and_detail() -> None:
    assert str(errors.Conflict("sku_taken", "Taken.")) == "sku_taken: Taken."


def test_not_found_is_named_by_noun() -> None:
    error = NotFound.of("Shot type")
    assert (error.code, error.detail) == ("shot_type_not_found", "Shot type not found")


def test_extra_is_a_copy() -> None:
    extra = {"existing_id": "1"}
    error = errors.Conflict("a", "b", extra=extra)
    extra["existing_id"] = "2"
    assert error.extra == {"existing_id": "1"}
