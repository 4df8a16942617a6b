"""The authorizer "google": an OAuth 2.0 bearer token for the service account of a connection."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from shared.providers.adapter import Connection, HttpRequest, with_bearer
from shared.providers.errors import ProviderAuthFailed, ProviderUnavailable

_NAME = "Google"
_SCOPE = "https://www.googleapis.com/auth/cloud-platform"
# Used in place of the key file's address, so that signed assertions go to Google only.
_TOKEN_URI = "https://oauth2.googleapis.com/token"  # noqa: S105 (an address)


class GoogleToken:
    """Adds the connection's `access_token`, or a token for its `service_account` (a key file).

    Tokens are cached until about four minutes before they expire (the margin of google-auth).
    Raises ProviderAuthFailed if the account is refused or its key file is invalid, and
    ProviderUnavailable if Google cannot be reached. `transport` is google-auth's, for tests.
    """

    def __init__(self, transport: Any = None) -> None:
        self._transport = transport
        self._credentials = lru_cache(maxsize=64)(_credentials)

    def __call__(self, request: HttpRequest, connection: Connection) -> HttpRequest:
        return with_bearer(request, self._token(connection.secrets))

    def _token(self, secrets: Mapping[str, str]) -> str:
        if token := secrets.get("access_token"):
            return token
        from google.auth.exceptions import RefreshError, TransportError

        credentials = self._credentials(secrets.get("service_account", ""))
        try:
            if not credentials.valid:
                credentials.refresh(self._request())
        except TransportError as error:
            raise ProviderUnavailable(f"{_NAME} cannot be reached.") from error
        except RefreshError as error:
            raise ProviderAuthFailed(f"{_NAME} does not accept our account.") from error
        return str(credentials.token)

    def _request(self) -> Any:
        if self._transport is None:
            import urllib3
            from google.auth.transport.urllib3 import Request

            pool = urllib3.PoolManager(timeout=urllib3.Timeout(connect=5, read=10), retries=1)
            self._transport = Request(pool)  # type: ignore[no-untyped-call]
        return self._transport


def _credentials(service_account: str) -> Any:
    """Raises ProviderAuthFailed if the text is not the key file of a service account."""
    from google.oauth2.service_account import Credentials

    try:
        info = {**json.loads(service_account), "token_uri": _TOKEN_URI}
        return Credentials.from_service_account_info(  # type: ignore[no-untyped-call]
            info, scopes=[_SCOPE]
        )
    except (ValueError, TypeError) as error:
        raise ProviderAuthFailed(f"{_NAME}'s service account cannot be read.") from error
