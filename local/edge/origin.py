"""Passing one HTTP request on to an origin and its answer back, without buffering the answer."""

from collections.abc import AsyncIterator, Iterable, Mapping

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from local.edge.errors import ORIGIN_TIMEOUT, ORIGIN_UNREACHABLE
from shared.core.problems import MEDIA_TYPE, Problem, StatusCode

# RFC 9110, 7.6.1: these speak about one connection, not about the message.
HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)

# A little over what API Gateway itself grants a request (30 s). The emulator keeps idle
# connections for 75 s: we drop them first, so that none dies under a request.
TIMEOUT = httpx.Timeout(35.0, connect=3.0, pool=35.0)
LIMITS = httpx.Limits(max_connections=64, max_keepalive_connections=32, keepalive_expiry=30.0)


def make_client(transport: httpx.AsyncBaseTransport | None = None) -> httpx.AsyncClient:
    """The edge's connection pool; proxies of the environment do not apply to loopback."""
    return httpx.AsyncClient(transport=transport, timeout=TIMEOUT, limits=LIMITS, trust_env=False)


def problem(code: StatusCode, detail: str) -> Response:
    """An RFC 9457 document in the API's own form."""
    body = Problem(code.status, code, detail).body(request_id="")
    return JSONResponse(body, status_code=code.status, media_type=MEDIA_TYPE)


def end_to_end(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Without the hop-by-hop ones and those that `Connection` names, repeats kept in order."""
    pairs = list(headers)
    named = {
        word.strip().lower()
        for name, value in pairs
        if name.lower() == "connection"
        for word in value.split(",")
    }
    dropped = HOP_BY_HOP | named
    return [(name, value) for name, value in pairs if name.lower() not in dropped]


class OriginError(Exception):
    """Nothing came back; `response()` tells the client so."""

    def __init__(self, code: StatusCode, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail

    def response(self) -> Response:
        return problem(self.code, self.detail)


async def forward(client: httpx.AsyncClient, request: httpx.Request, origin: str) -> httpx.Response:
    """The origin's answer with its body still unread; raises `OriginError` when there is none."""
    try:
        return await client.send(request, stream=True)
    except httpx.TimeoutException as error:
        raise OriginError(ORIGIN_TIMEOUT, f"{origin} took too long to answer.") from error
    except httpx.TransportError as error:
        raise OriginError(
            ORIGIN_UNREACHABLE,
            f"{origin} does not answer. `make status` shows what is running, `make up` starts it.",
        ) from error


def relay(answer: httpx.Response, headers: Mapping[str, str] | None = None) -> Response:
    """The answer as it came (still compressed where it was), streamed chunk by chunk."""
    response = StreamingResponse(_chunks(answer), status_code=answer.status_code)
    kept = end_to_end(answer.headers.multi_items()) if headers is None else list(headers.items())
    response.raw_headers = [
        (name.lower().encode("latin-1"), value.encode("latin-1"))
        for name, value in kept
        if name.lower() != "date"  # the server below us writes its own
    ]
    return response


async def _chunks(answer: httpx.Response) -> AsyncIterator[bytes]:
    try:
        async for chunk in answer.aiter_raw():
            yield chunk
    finally:  # also when the client has gone before the end
        await answer.aclose()


def has_body(request: Request) -> bool:
    return "content-length" in request.headers or "transfer-encoding" in request.headers
