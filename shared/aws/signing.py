"""AWS signatures (Signature Version 4) for requests that another HTTP client sends."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.session import Session


class Signer:
    """Signs requests to one service.

    `service` is its signing name, such as "bedrock". `credentials` are botocore's, by default those
    of the process.
    """

    def __init__(self, service: str, credentials: Any = None) -> None:
        self._service = service
        self._credentials = credentials

    def sign(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, *, region: str
    ) -> dict[str, str]:
        """The headers to send: the given ones, which are signed, and those of the signature.

        Raises RuntimeError if the process has no credentials.
        """
        request = AWSRequest(method=method, url=url, headers=dict(headers), data=body)
        credentials = self._credentials or _process_credentials()
        # Frozen, because a renewal between reading the key and the token would mix two sets.
        frozen = credentials.get_frozen_credentials()
        SigV4Auth(frozen, self._service, region).add_auth(request)
        return dict(request.headers.items())


@cache
def _process_credentials() -> Any:
    credentials = Session().get_credentials()
    if credentials is None:
        raise RuntimeError("this process has no AWS credentials to sign with")
    return credentials
