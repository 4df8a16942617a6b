"""The edge as an ASGI application: which path goes to which origin."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute

from local.edge.api import ApiRoute
from local.edge.docs import DocsRoute
from local.edge.errors import METHOD_NOT_ALLOWED, NOT_FOUND
from local.edge.home import health, home
from local.edge.media import BucketSigner, MediaRoute, Presign
from local.edge.origin import make_client, problem
from local.edge.settings import EdgeSettings
from local.edge.socket import Dial, SocketRoute, dial

_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def create_app(
    settings: EdgeSettings,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    presign: Presign | None = None,
    dial: Dial = dial,
) -> Starlette:
    """Give `transport`, `presign` and `dial` to put other origins behind it (tests do)."""
    client = make_client(transport)
    api = ApiRoute(client, settings.api_origin)
    media = MediaRoute(
        client, presign or BucketSigner(settings.media_origin, settings.media_bucket)
    )
    docs = DocsRoute()
    socket = SocketRoute(settings.socket_origin, dial)

    # Routes take functions; a callable object would be called as a bare ASGI application.
    async def serve_api(request: Request) -> Response:
        return await api(request)

    async def serve_media(request: Request) -> Response:
        return await media(request)

    async def serve_docs(request: Request) -> Response:
        return await docs(request)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with client:
            yield

    return Starlette(
        routes=[
            Route("/", home),
            Route("/health", health),
            Route("/docs/{page}", serve_docs, methods=["GET", "HEAD"]),
            Route("/api/v1/{path:path}", serve_api, methods=_METHODS),
            Route("/media/{path:path}", serve_media, methods=["GET", "HEAD"]),
            WebSocketRoute("/ws", socket.__call__),
        ],
        exception_handlers={HTTPException: _on_http_error},
        lifespan=lifespan,
    )


async def _on_http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 405:
        return problem(METHOD_NOT_ALLOWED, "Read only: GET or HEAD.")
    detail = (
        "Here are /api/v1/…, /ws, /media/…, /docs/errors and /health; "
        "the API's routes: /api/v1/docs"
    )
    return problem(NOT_FOUND, detail)
