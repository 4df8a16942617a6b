"""Signature schemes. The test vectors come from other code, the standard one from two sources."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.providers.adapter import BadSignature, Connection, Delivery
from shared.providers.signatures import (
    secrets_of,
    verify_body_hmac,
    verify_ed25519,
    verify_standard,
)
from tests.scenes.adapter_parts import NOW, delivery

_SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
_OTHER = "whsec_" + "QUFB" * 8
_STANDARD_BODY = b'{"id":"job-1","status":"succeeded"}'
_STANDARD = {
    "webhook-id": "msg_test_1",
    "webhook-timestamp": "1700000000",
    "webhook-signature": "v1,nrgeB9vaPKZjqHrLslYrPlvOiJp4DsJ4TgIN0gVAalE=",
}
_KEY = {"kty": "OKP", "crv": "Ed25519", "x": "A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg"}
_ED_BODY = b'{"request_id":"req-1","status":"OK"}'
_ED = {
    "x-fal-webhook-request-id": "req-1",
    "x-fal-webhook-user-id": "user-1",
    "x-fal-webhook-timestamp": "1700000000",
    "x-fal-webhook-signature": (
        "b9b3e0128c065168cdabc8e784223b85794cf0a2989ca7ecab1447c15bfa6734"
        "c78c445eab492fa6fd89f006b15eb6d5e931a53ccac6dc55eec9369cbb1e600d"
    ),
}
_BFL_BODY = b'{"id":"job-1","status":"Ready"}'
_BFL = {
    "x-bfl-signature": "sha256=269d9318635be0caf5cfb298c3e017536a4e6833ea5ce9b5d88737378f9d9c13"
}


def _ed25519(given: Delivery, *keys: Mapping[str, Any]) -> None:
    verify_ed25519(given, keys or (_KEY,), prefix="x-fal-webhook", id_header="request-id")


def test_standard_vector_passes() -> None:
    verify_standard(delivery(_STANDARD_BODY, _STANDARD), (_SECRET,))


def test_one_of_two_secrets_is_enough() -> None:
    verify_standard(delivery(_STANDARD_BODY, _STANDARD), (_OTHER, _SECRET))


def test_one_of_two_signatures_is_enough() -> None:
    twice = {**_STANDARD, "webhook-signature": f"v1a,xyz v1,AAAA {_STANDARD['webhook-signature']}"}

    verify_standard(delivery(_STANDARD_BODY, twice), (_SECRET,))


@pytest.mark.parametrize("secrets", [(), (_OTHER,), ("whsec_%%%",), ("whsec_",)])
def test_wrong_secret_fails(secrets: tuple[str, ...]) -> None:
    with pytest.raises(BadSignature):
        verify_standard(delivery(_STANDARD_BODY, _STANDARD), secrets)


def test_ed25519_vector_passes() -> None:
    _ed25519(delivery(_ED_BODY, _ED))


def test_any_published_key_may_fit() -> None:
    foreign = {"kty": "RSA", "n": "x"}
    broken = {**_KEY, "x": "not base64url of 32 bytes"}
    other = {**_KEY, "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}

    _ed25519(delivery(_ED_BODY, _ED), foreign, broken, other, _KEY)


@pytest.mark.parametrize("keys", [[{"kty": "RSA"}], [{**_KEY, "x": "AAAA"}], [{**_KEY, "x": None}]])
def test_no_fitting_key_fails(keys: list[dict[str, Any]]) -> None:
    with pytest.raises(BadSignature):
        _ed25519(delivery(_ED_BODY, _ED), *keys)


def test_signature_that_is_no_hex_fails() -> None:
    with pytest.raises(BadSignature):
        _ed25519(delivery(_ED_BODY, {**_ED, "x-fal-webhook-signature": "zz"}))


def test_body_hmac_vector_passes() -> None:
    verify_body_hmac(delivery(_BFL_BODY, _BFL), ("other", "my-secret"), header="x-bfl-signature")


@pytest.mark.parametrize("secrets", [(), ("other",)])
def test_body_hmac_of_another_fails(secrets: tuple[str, ...]) -> None:
    with pytest.raises(BadSignature):
        verify_body_hmac(delivery(_BFL_BODY, _BFL), secrets, header="x-bfl-signature")


@pytest.mark.parametrize("seconds", [-301, 301])
def test_old_and_future_callbacks_fail(seconds: int) -> None:
    at = NOW + timedelta(seconds=seconds)

    with pytest.raises(BadSignature):
        verify_standard(delivery(_STANDARD_BODY, _STANDARD, at), (_SECRET,))
    with pytest.raises(BadSignature):
        _ed25519(delivery(_ED_BODY, _ED, at))


@pytest.mark.parametrize("seconds", [-300, 300])
def test_five_minutes_are_tolerated(seconds: int) -> None:
    at = NOW + timedelta(seconds=seconds)

    verify_standard(delivery(_STANDARD_BODY, _STANDARD, at), (_SECRET,))
    _ed25519(delivery(_ED_BODY, _ED, at))


@pytest.mark.parametrize("name", list(_STANDARD))
def test_missing_standard_header_fails(name: str) -> None:
    with pytest.raises(BadSignature):
        verify_standard(delivery(_STANDARD_BODY, _STANDARD | {name: ""}), (_SECRET,))


@pytest.mark.parametrize("name", list(_ED))
def test_missing_ed25519_header_fails(name: str) -> None:
    with pytest.raises(BadSignature):
        _ed25519(delivery(_ED_BODY, _ED | {name: ""}))


@given(st.integers(0, len(_STANDARD_BODY) - 1), st.integers(1, 255))
def test_any_changed_byte_fails(place: int, change: int) -> None:
    body = bytearray(_STANDARD_BODY)
    body[place] ^= change

    with pytest.raises(BadSignature):
        verify_standard(delivery(bytes(body), _STANDARD), (_SECRET,))


@given(
    st.dictionaries(st.sampled_from([*_STANDARD, *_ED, *_BFL]), st.text(max_size=80)), st.binary()
)
def test_no_headers_break_the_check(headers: dict[str, str], body: bytes) -> None:
    strange = delivery(body, headers)

    with pytest.raises(BadSignature):
        verify_standard(strange, (_SECRET,))
    with pytest.raises(BadSignature):
        _ed25519(strange)
    with pytest.raises(BadSignature):
        verify_body_hmac(strange, ("my-secret",), header="x-bfl-signature")


def test_secrets_are_separated_by_spaces() -> None:
    held = Connection(owner="platform", secrets={"webhook_secret": "old new"}, base_url="")

    assert secrets_of(held) == ("old", "new")
    assert secrets_of(held, "other") == ()
