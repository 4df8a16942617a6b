"""What registration takes: addresses are normalised, passwords bounded, and none are shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.identity.schemas import LoginRequest, RegisterRequest

VALID = {
    "email": "ana@lumen.test",
    "password": "correct horse",
    "name": "Ana",
    "organization_name": "Lumen",
}


def findings(**changes: object) -> dict[str, str]:
    """The error types by field."""
    with pytest.raises(ValidationError) as caught:
        RegisterRequest.model_validate(VALID | changes)
    return {str(error["loc"][0]): error["type"] for error in caught.value.errors()}


@pytest.mark.parametrize(
    ("given_address", "stored"),
    [
        ("  Ana@Lumen.TEST ", "ana@lumen.test"),
        ("a.b+c@sub.lumen.test", "a.b+c@sub.lumen.test"),
        ("ÀNA@lumen.test", "àna@lumen.test"),
    ],
)
def test_address_is_normalised(given_address: str, stored: str) -> None:
    assert RegisterRequest.model_validate(VALID | {"email": given_address}).email == stored


@pytest.mark.parametrize(
    "address",
    ["", "ana", "@lumen.test", "ana@", "ana@lumen", "a na@lumen.test", "a@b@lumen.test",
     "ana@lumen..test", "ana@.test", "ana@lumen.", "ana@lumen.test\n.b", "<ana@lumen.test>"],
)  # fmt: skip
def test_malformed_address_is_refused(address: str) -> None:
    assert findings(email=address) == {"email": "email_malformed"}


def test_overlong_address_is_refused() -> None:
    assert findings(email="a" * 250 + "@b.test") == {"email": "string_too_long"}


@given(st.emails(domains=st.sampled_from(["lumen.test", "a.b.c"])))
def test_common_addresses_are_accepted(address: str) -> None:
    stored = RegisterRequest.model_validate(VALID | {"email": address}).email
    assert stored == address.lower()


@pytest.mark.parametrize(
    ("length", "accepted"), [(9, False), (10, True), (200, True), (201, False)]
)
def test_password_length_is_bounded(length: int, accepted: bool) -> None:
    password = "x" * length
    if accepted:
        assert RegisterRequest.model_validate(VALID | {"password": password}).password == password
    else:
        assert set(findings(password=password)) == {"password"}


def test_password_spaces_are_kept() -> None:
    spaced = RegisterRequest.model_validate(VALID | {"password": "  spaces count  "})
    assert spaced.password == "  spaces count  "


def test_blank_names_are_refused() -> None:
    assert findings(name=" ", organization_name="\t") == {
        "name": "string_too_short",
        "organization_name": "string_too_short",
    }


def test_passwords_never_show_in_repr() -> None:
    login = LoginRequest(email="ana@lumen.test", password="correct horse")
    assert "correct horse" not in repr(login) + repr(RegisterRequest.model_validate(VALID))
