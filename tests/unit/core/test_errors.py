"""The error family: every kind has one class, and messages serve people and logs."""

import pytest

from shared.core import errors
from shared.core.errors import Code, FieldError, Kind, SartiqError
from shared.products.errors import SKU_TAKEN

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
    error = CLASSES[kind](Code("some_code"), "Do this next.")
    assert error.kind is kind
    assert (error.code, error.detail) == ("some_code", "Do this next.")
    assert isinstance(error, SartiqError)


def test_message_shows_code_and_detail() -> None:
    assert str(SKU_TAKEN("Taken.")) == "sku_taken: Taken."


def test_declaration_makes_its_error() -> None:
    error = SKU_TAKEN("Taken.")
    assert type(error) is errors.Conflict
    assert error.declared is SKU_TAKEN


def test_error_at_a_member_is_its_own_finding() -> None:
    error = SKU_TAKEN.at("/sku", "Taken.", extra={"existing_id": "1"})
    assert error.errors == (FieldError("/sku", SKU_TAKEN, "Taken."),)
    assert error.extra == {"existing_id": "1"}


def test_extra_is_a_copy() -> None:
    extra = {"existing_id": "1"}
    error = SKU_TAKEN("Taken.", extra=extra)
    extra["existing_id"] = "2"
    assert error.extra == {"existing_id": "1"}
