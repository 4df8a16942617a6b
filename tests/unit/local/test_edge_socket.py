"""The edge between a socket's client and its origin."""

import asyncio
from collections.abc import Sequence

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from websockets.exceptions import ConnectionClosedError, InvalidHandshake
from websockets.frames import Close

from local.edge.app import create_app
from local.edge.settings import EdgeSettings
from local.edge.socket import Dial, Frame, Origin

SETTINGS = EdgeSettings(
    api_origin="http://api.test",
    socket_origin="ws://socket.test/stage",
    media_origin="http://s3.test",
    media_bucket="media",
)


class Echo:
    """An origin that sends back what it gets; "close <code>" makes it close so."""

    def __init__(self) -> None:
        self.inbox: asyncio.Queue[Frame] = asyncio.Queue()
        self.closed: list[tuple[int, str]] = []

    async def recv(self) -> Frame:
        frame = await self.inbox.get()
        if isinstance(frame, str) and frame.startswith("close "):
            raise ConnectionClosedError(Close(int(frame[6:]), "enough"), None)
        if frame == "vanish":
            raise ConnectionClosedError(None, None)
        return frame

    async def send(self, message: Frame) -> None:
        await self.inbox.put(message)

    async def close(self, code: int = 1000, reason: str = "") -> None:
        self.closed.append((code, reason))
        await self.inbox.put("vanish")


def edge(dial: Dial) -> TestClient:
    return TestClient(create_app(SETTINGS, dial=dial))


def to(origin: Origin) -> Dial:
    async def dial(url: str, subprotocols: Sequence[str]) -> Origin:
        return origin

    return dial


def test_frames_pass_both_ways() -> None:
    with edge(to(Echo())).websocket_connect("/ws") as socket:
        socket.send_text("hello")
        assert socket.receive_text() == "hello"
        socket.send_bytes(b"\x00\x01")
        assert socket.receive_bytes() == b"\x00\x01"


def test_ticket_reaches_the_origin() -> None:
    dialled: list[str] = []

    async def dial(url: str, subprotocols: Sequence[str]) -> Origin:
        dialled.append(url)
        return Echo()

    with edge(dial).websocket_connect("/ws?ticket=a%2Bb"):
        pass

    assert dialled == ["ws://socket.test/stage?ticket=a%2Bb"]


def test_origins_close_code_reaches_client() -> None:
    with edge(to(Echo())).websocket_connect("/ws") as socket:
        socket.send_text("close 4401")
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()

    assert (closed.value.code, closed.value.reason) == (4401, "enough")


def test_vanished_origin_is_bad_gateway() -> None:
    with edge(to(Echo())).websocket_connect("/ws") as socket:
        socket.send_text("vanish")
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()

    assert closed.value.code == 1014


def test_clients_close_code_reaches_origin() -> None:
    origin = Echo()
    with edge(to(origin)).websocket_connect("/ws") as socket:
        socket.close(4000, "done")

    assert origin.closed[0] == (4000, "done")


@pytest.mark.parametrize("failure", [InvalidHandshake(), ConnectionRefusedError(), TimeoutError()])
def test_refused_handshake_is_refused_here(failure: Exception) -> None:
    async def dial(url: str, subprotocols: Sequence[str]) -> Origin:
        raise failure

    with pytest.raises(WebSocketDisconnect), edge(dial).websocket_connect("/ws?ticket=stale"):
        pytest.fail("the socket was accepted")
