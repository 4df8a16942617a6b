"""`/media/*` -> objects of the private bucket, read with presigned requests as CloudFront would."""

import re
from typing import Literal, Protocol

import httpx
from starlette.requests import Request
from starlette.responses import Response

from local.edge.errors import MEDIA_NOT_FOUND, ORIGIN_FAILED
from local.edge.origin import OriginError, forward, problem, relay

# Letters, digits, dot, dash, underscore; a segment starts with a letter or digit, so neither
# `..` nor an empty one can be spelt.
_KEY = re.compile(r"media/[0-9A-Za-z][0-9A-Za-z._-]*(/[0-9A-Za-z][0-9A-Za-z._-]*)*")

_CONDITIONS = ("if-none-match", "if-modified-since", "if-range", "range")
_REPEATED = (
    "content-type",
    "content-length",
    "content-range",
    "etag",
    "last-modified",
    "accept-ranges",
)
# A key is never written twice, hence what was read once is good for ever.
_IMMUTABLE = "public, max-age=31536000, immutable"

_SIGNED_SECONDS = 60
S3Read = Literal["get_object", "head_object"]


class Presign(Protocol):
    def __call__(self, operation: S3Read, key: str) -> str: ...


class BucketSigner:
    """Presigned addresses of one bucket at one S3 endpoint."""

    def __init__(self, endpoint_url: str, bucket: str) -> None:
        self._endpoint_url = endpoint_url
        self._bucket = bucket

    def __call__(self, operation: S3Read, key: str) -> str:
        from shared.aws.clients import client  # boto3 costs 0.4 s: not before the first picture

        return str(
            client("s3", self._endpoint_url).generate_presigned_url(
                operation,
                Params={"Bucket": self._bucket, "Key": key},
                ExpiresIn=_SIGNED_SECONDS,
            )
        )


class MediaRoute:
    def __init__(self, client: httpx.AsyncClient, presign: Presign) -> None:
        self._client = client
        self._presign = presign

    async def __call__(self, request: Request) -> Response:
        key = str(request.scope["path"]).removeprefix("/")
        if not _KEY.fullmatch(key):
            return _no_such_picture()
        outgoing = httpx.Request(
            request.method,
            self._presign("head_object" if request.method == "HEAD" else "get_object", key),
            headers={n: request.headers[n] for n in _CONDITIONS if n in request.headers},
        )
        try:
            answer = await forward(self._client, outgoing, "The media bucket")
        except OriginError as failure:
            return failure.response()
        if answer.status_code in {200, 206, 304, 416}:
            return relay(answer, _headers(answer))
        await answer.aclose()
        if answer.status_code in {403, 404}:  # S3 says 403 for a key that it will not tell about
            return _no_such_picture()
        detail = f"The media bucket answered {answer.status_code}; `make logs` shows why."
        return problem(ORIGIN_FAILED, detail)


def _headers(answer: httpx.Response) -> dict[str, str]:
    kept = {name: answer.headers[name] for name in _REPEATED if name in answer.headers}
    if answer.status_code != 416:
        kept["cache-control"] = _IMMUTABLE
    return kept


def _no_such_picture() -> Response:
    return problem(MEDIA_NOT_FOUND, "There is no picture at this address.")
