"""`/api/v1/*` -> the API's origin."""

from urllib.parse import unquote

import httpx
from starlette.requests import Request
from starlette.responses import Response

from local.edge.errors import BAD_PATH, BODY_TOO_LARGE
from local.edge.origin import OriginError, end_to_end, forward, has_body, problem, relay

MAX_BODY_BYTES = 10 * 1024 * 1024  # API Gateway's own limit


class BodyTooLargeError(Exception):
    """More than API Gateway would take."""


class ApiRoute:
    def __init__(self, client: httpx.AsyncClient, origin: str) -> None:
        self._client = client
        self._origin = origin

    async def __call__(self, request: Request) -> Response:
        raw_path = request.scope.get("raw_path") or request.url.path.encode()
        path = bytes(raw_path).partition(b"?")[0].decode("latin-1")
        if _climbs(path):
            return problem(BAD_PATH, "The path must not contain `..` or `.`.")
        try:
            outgoing = await self._outgoing(request, path)
            return relay(await forward(self._client, outgoing, "The API"))
        except BodyTooLargeError:
            return problem(BODY_TOO_LARGE, "A request body may have 10 MB at most.")
        except OriginError as failure:
            return failure.response()

    async def _outgoing(self, request: Request, path: str) -> httpx.Request:
        query = request.scope["query_string"].decode("latin-1")
        return httpx.Request(
            request.method,
            f"{self._origin}{path}" + (f"?{query}" if query else ""),
            headers=[(n, v) for n, v in end_to_end(request.headers.items()) if n != "host"],
            # Read before it is sent: bodies are small, and a whole one has its length.
            content=await _whole_body(request) if has_body(request) else None,
        )


async def _whole_body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise BodyTooLargeError
    return bytes(body)


def _climbs(path: str) -> bool:
    """Whether a segment would lead out of the API's address, also when it is escaped twice."""
    plain = unquote(unquote(path)).replace("\\", "/")
    return any(segment in {".", ".."} for segment in plain.split("/"))
