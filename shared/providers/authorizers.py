"""What `HttpRequest.authorize` can ask for, by name."""

from collections.abc import Mapping
from dataclasses import replace

from shared.aws.signing import Signer
from shared.providers.adapter import Connection, HttpRequest
from shared.providers.google_token import GoogleToken
from shared.providers.http import Authorize


def authorizers(signer: Signer | None = None) -> Mapping[str, Authorize]:
    """For `ProviderClient`; made once for each process, so that tokens are kept."""
    return {"google": GoogleToken(), "sigv4": AwsSignature(signer or Signer("bedrock"))}


class AwsSignature:
    """Signs `content` for the connection's region; JSON and forms have no bytes yet to sign."""

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
