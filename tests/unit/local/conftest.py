"""The edge with other origins behind it, asked without a socket."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

Answer = Callable[[httpx.Request], httpx.Response]
Ask = Callable[..., httpx.Response]


class Streamed(httpx.AsyncByteStream):
    """A body that is read while it comes, as from a wire."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._body


class Origins(httpx.AsyncBaseTransport):
    """Every origin at once: `answer` says what comes back."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        given = self._answer(request)
        return httpx.Response(
            given.status_code, headers=given.headers, stream=Streamed(given.content)
        )


@pytest.fixture
def origins() -> Callable[[Answer], Origins]:
    return Origins


@pytest.fixture
def ask() -> Ask:
    """`ask(app, method, path, **options)`: one request to an ASGI application."""

    def send(app: Starlette, method: str, path: str, **options: Any) -> httpx.Response:
        async def run() -> httpx.Response:
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://edge.test") as to:
                return await to.request(method, path, **options)

        return asyncio.run(run())

    return send
