"""The demo's ear."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

from websockets.exceptions import ConnectionClosedError

from local.demo.errors import UnreachableError
from local.demo.inbox import Inbox
from local.demo.socket import Connect, Messages, listen

EVENTS = [
    json.dumps({"id": str(n), "type": "upload.validated", "data": {"file_id": str(n)}})
    for n in range(3)
]


def sockets(*connections: list[str], seen: list[str]) -> Connect:
    """Each connection says its messages and breaks; after the last one there is silence."""
    left = list(connections)

    @contextlib.asynccontextmanager
    async def connect(url: str) -> AsyncIterator[Messages]:
        seen.append(url)

        async def messages() -> Messages:
            if not left:
                await asyncio.Event().wait()
            for message in left.pop(0):
                yield message
            raise ConnectionClosedError(None, None)

        yield messages()

    return connect


class Tickets:
    def __init__(self, failures: int = 0) -> None:
        self.made = 0
        self._failures = failures

    async def __call__(self) -> str:
        if self._failures:
            self._failures -= 1
            raise UnreachableError("not yet")
        self.made += 1
        return f"t{self.made}"


def hear(connect: Connect, tickets: Tickets, events: int) -> Inbox:
    async def run() -> Inbox:
        inbox = Inbox()
        ear = asyncio.create_task(
            listen(inbox, "ws://edge.test/ws", tickets, connect=connect, pause_seconds=0)
        )
        async with asyncio.timeout(5):
            while inbox.events < events:
                await asyncio.sleep(0)
        ear.cancel()
        return inbox

    return asyncio.run(run())


def test_lost_connection_is_made_again() -> None:
    seen: list[str] = []

    inbox = hear(sockets(EVENTS[:1], EVENTS[1:], seen=seen), Tickets(), events=3)

    assert inbox.events == 3
    assert seen[:2] == ["ws://edge.test/ws?ticket=t1", "ws://edge.test/ws?ticket=t2"]


def test_ticket_is_asked_for_again() -> None:
    seen: list[str] = []

    hear(sockets(EVENTS, seen=seen), Tickets(failures=2), events=3)

    assert seen[0] == "ws://edge.test/ws?ticket=t1"


def test_strange_messages_are_left_alone() -> None:
    strange = ["not json", "[1]", '"text"', '{"type": "pong"}']

    inbox = hear(sockets([*strange, *EVENTS], seen=[]), Tickets(), events=3)

    assert inbox.events == 3
