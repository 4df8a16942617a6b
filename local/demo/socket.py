"""Listening to the socket for as long as the demo runs; a lost connection is made again."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager

from local.demo.errors import DemoError
from local.demo.inbox import Inbox

Messages = AsyncIterator[str | bytes]
Connect = Callable[[str], AbstractAsyncContextManager[Messages]]

_LONGEST_PAUSE_SECONDS = 5.0


@contextlib.asynccontextmanager
async def connect(url: str) -> AsyncIterator[Messages]:
    from websockets.asyncio.client import connect

    # The proxies of the environment do not apply to this machine.
    async with connect(url, proxy=None, open_timeout=20, close_timeout=1) as socket:
        yield aiter(socket)


async def listen(
    inbox: Inbox,
    ws_url: str,
    ticket: Callable[[], Awaitable[str]],
    *,
    connect: Connect = connect,
    pause_seconds: float = 0.5,
) -> None:
    """Until cancelled. Each connection needs a ticket of its own; what is missed meanwhile the
    inbox finds out by asking."""
    pause = pause_seconds
    while True:
        with contextlib.suppress(*_lost()):
            async with connect(f"{ws_url}?ticket={await ticket()}") as messages:
                inbox.listen(True)
                pause = pause_seconds
                async for message in messages:
                    _deliver(inbox, message)
        inbox.listen(False)
        await asyncio.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)


@contextlib.asynccontextmanager
async def listening(
    inbox: Inbox, ws_url: str, ticket: Callable[[], Awaitable[str]], connect: Connect = connect
) -> AsyncIterator[None]:
    """`listen` beside the body of the `async with`."""
    listener = asyncio.create_task(listen(inbox, ws_url, ticket, connect=connect))
    try:
        yield
    finally:
        listener.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listener


def _deliver(inbox: Inbox, message: str | bytes) -> None:
    """What is not a JSON object is not for us."""
    with contextlib.suppress(ValueError):
        event = json.loads(message)
        if isinstance(event, dict):
            inbox.take(event)


def _lost() -> tuple[type[Exception], ...]:
    from websockets.exceptions import WebSocketException

    return (DemoError, WebSocketException, OSError, TimeoutError)
