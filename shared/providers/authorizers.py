"""The authorizers of `HttpRequest.authorize`, by name."""

from collections.abc import Mapping
from dataclasses import replace

from shared.aws.signing import Signer
from shared.providers.adapter import Connection, HttpRequest
from shared.providers.google_token import GoogleToken
from shared.providers.http import Authorize


def authorizers(signer: Signer | None = None) -> Mapping[str, Authorize]:
    """The authorizers for `ProviderClient`. Create them once per process: they cache tokens."""
    return {"google": GoogleToken(), "sigv4": AwsSignature(signer or Signer("bedrock"))}


class AwsSignature:
    """Signs requests for the connection's region with AWS Signature Version 4.

    Only a raw `content` is signed: the bytes of `json` and `form` are built later, on sending.
    """

    def __init__(self, signer: Signer) -> None:
        self._signer = signer

    def __call__(self, request: HttpRequest, connection: Connection) -> HttpRequest:
        headers = self._signer.sign(
            request.method,
            request.url,
            request.headers,
            request.content,
            region=connection.secrets["region"],
        )
        return replace(request, headers=headers)
