"""AWS signatures (SigV4) for requests that another HTTP client sends."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.session import Session


class Signer:
    """`service` is the signing name; `credentials` are botocore's, by default the process's."""

    def __init__(self, service: str, credentials: Any = None) -> None:
        self._service = service
        self._credentials = credentials

    def sign(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, *, region: str
    ) -> dict[str, str]:
        """The headers to send: those given, which become part of the signature, and its own."""
        request = AWSRequest(method=method, url=url, headers=dict(headers), data=body)
        credentials = self._credentials or _process_credentials()
        # Frozen: credentials that renew themselves must not change between key and token.
        frozen = credentials.get_frozen_credentials()
        SigV4Auth(frozen, self._service, region).add_auth(request)
        return dict(request.headers.items())


@cache
def _process_credentials() -> Any:
    credentials = Session().get_credentials()
    if credentials is None:
        raise RuntimeError("this process has no AWS credentials to sign with")
    return credentials
