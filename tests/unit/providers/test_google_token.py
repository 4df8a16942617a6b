"""Tokens for Google: the connection's own, or one for its service account."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth.exceptions import TransportError

from shared.providers.adapter import Connection, HttpRequest
from shared.providers.errors import ProviderAuthFailed, ProviderUnavailable
from shared.providers.google_token import GoogleToken

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
REQUEST = HttpRequest(method="POST", url="https://aiplatform.googleapis.com/v1/x", json={})


def service_account(**changes: str) -> str:
    pem = KEY.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    account = {
        "type": "service_account",
        "client_email": "atelier@project.iam.gserviceaccount.com",
        "private_key_id": "1",
        "private_key": pem.decode(),
        "token_uri": "https://elsewhere.test/token",
    }
    return json.dumps(account | changes)


def connection(**secrets: str) -> Connection:
    return Connection(owner="platform", secrets=secrets, base_url="https://google.test")


@dataclass
class Reply:
    status: int
    data: bytes
    headers: dict[str, str]


class Exchange:
    """Google's token endpoint as a google-auth transport, which returns numbered tokens."""

    def __init__(self, status: int = 200, expires_in: int = 3600) -> None:
        self.calls: list[tuple[str, dict[str, list[str]]]] = []
        self._status = status
        self._expires_in = expires_in

    def __call__(self, url: str, method: str, headers: Any, body: bytes, **_: Any) -> Reply:
        self.calls.append((url, parse_qs(body.decode())))
        token = {"access_token": f"token-{len(self.calls)}", "expires_in": self._expires_in}
        failed = {"error": "invalid_grant", "error_description": "no"}
        data = json.dumps(token if self._status == 200 else failed).encode()
        return Reply(self._status, data, {"content-type": "application/json"})


def test_given_token_is_used_as_it_is() -> None:
    signed = GoogleToken(Exchange())(REQUEST, connection(access_token="given"))
    assert signed.headers == {"Authorization": "Bearer given"}


def test_signed_assertion_goes_to_google_only() -> None:
    exchange = Exchange()
    signed = GoogleToken(exchange)(REQUEST, connection(service_account=service_account()))
    assert signed.headers["Authorization"] == "Bearer token-1"
    ((url, form),) = exchange.calls
    assert url == "https://oauth2.googleapis.com/token"
    claims = jwt.decode(form["assertion"][0], KEY.public_key(), algorithms=["RS256"], audience=url)
    assert claims["iss"] == "atelier@project.iam.gserviceaccount.com"
    assert claims["scope"] == "https://www.googleapis.com/auth/cloud-platform"


def test_token_is_kept_while_it_is_good() -> None:
    exchange = Exchange()
    authorize = GoogleToken(exchange)
    account = connection(service_account=service_account())
    assert [authorize(REQUEST, account).headers for _ in range(3)] == [
        {"Authorization": "Bearer token-1"}
    ] * 3


def test_token_is_renewed_before_it_expires() -> None:
    exchange = Exchange(expires_in=60)
    authorize = GoogleToken(exchange)
    account = connection(service_account=service_account())
    authorize(REQUEST, account)
    assert authorize(REQUEST, account).headers == {"Authorization": "Bearer token-2"}


def test_accounts_do_not_share_tokens() -> None:
    exchange = Exchange()
    authorize = GoogleToken(exchange)
    tokens = {
        authorize(REQUEST, connection(service_account=service_account(client_email=email))).headers[
            "Authorization"
        ]
        for email in ("one@x.test", "two@x.test")
    }
    assert tokens == {"Bearer token-1", "Bearer token-2"}


def test_refused_account_is_auth() -> None:
    with pytest.raises(ProviderAuthFailed):
        GoogleToken(Exchange(400))(REQUEST, connection(service_account=service_account()))


@pytest.mark.parametrize("broken", ["", "no json", "[]", "{}", '{"client_email": "x"}'])
def test_unreadable_account_is_auth(broken: str) -> None:
    with pytest.raises(ProviderAuthFailed):
        GoogleToken(Exchange())(REQUEST, connection(service_account=broken))


def test_unreachable_google_is_unavailable() -> None:
    def unreachable(*_: Any, **__: Any) -> Reply:
        raise TransportError("no route")

    with pytest.raises(ProviderUnavailable):
        GoogleToken(unreachable)(REQUEST, connection(service_account=service_account()))
