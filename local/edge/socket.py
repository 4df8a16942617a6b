"""`/ws` <-> the WebSocket API's origin: frames and close codes both ways."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState
from websockets.exceptions import ConnectionClosed, InvalidHandshake

Frame = str | bytes


class Origin(Protocol):
    """The part of a `websockets` connection that is used here."""

    async def recv(self) -> Frame: ...
    async def send(self, message: Frame) -> None: ...
    async def close(self, code: int = 1000, reason: str = "") -> None: ...


Dial = Callable[[str, Sequence[str]], Awaitable[Origin]]

# Codes that only ever stand in a local report, never in a close frame (RFC 6455, 7.4.1).
_UNSENDABLE = {1004, 1005, 1006, 1015}
_GOING_AWAY, _BAD_GATEWAY = 1001, 1014
_REFUSED = 1008  # before `accept` this becomes the answer 403


async def dial(url: str, subprotocols: Sequence[str]) -> Origin:
    from websockets.asyncio.client import connect
    from websockets.typing import Subprotocol

    return await connect(
        url,
        subprotocols=[Subprotocol(name) for name in subprotocols] or None,
        open_timeout=15,  # a cold `$connect` function takes some seconds
        close_timeout=2,
        compression=None,  # loopback: deflating costs more than it saves
        proxy=None,
        max_size=2**20,
    )


class SocketRoute:
    def __init__(self, origin: str, dial: Dial = dial) -> None:
        self._origin = origin
        self._dial = dial

    async def __call__(self, client: WebSocket) -> None:
        query = client.scope["query_string"].decode("latin-1")
        try:
            origin = await self._dial(
                self._origin + (f"?{query}" if query else ""), client.scope["subprotocols"]
            )
        except (InvalidHandshake, OSError, TimeoutError):
            await client.close(_REFUSED)
            return
        try:
            await client.accept(subprotocol=getattr(origin, "subprotocol", None))
            await _exchange(client, origin)
        finally:
            await origin.close()


async def _exchange(client: WebSocket, origin: Origin) -> None:
    """Until one side closes; the other is then closed with the same code."""
    upward = asyncio.create_task(_to_origin(client, origin))
    try:
        await _to_client(client, origin)
    finally:
        upward.cancel()


async def _to_client(client: WebSocket, origin: Origin) -> None:
    try:
        while True:
            frame = await origin.recv()
            if isinstance(frame, str):
                await client.send_text(frame)
            else:
                await client.send_bytes(frame)
    except ConnectionClosed as closed:
        if client.client_state is not WebSocketState.CONNECTED:
            return  # it was the client who closed, and `_to_origin` has passed that on
        code = closed.rcvd.code if closed.rcvd else _BAD_GATEWAY
        reason = closed.rcvd.reason if closed.rcvd else "the socket's origin went away"
        await client.close(1000 if code in _UNSENDABLE else code, reason)
    except WebSocketDisconnect:
        return


async def _to_origin(client: WebSocket, origin: Origin) -> None:
    """Closing the origin is also what ends `_to_client`, whatever ended this one."""
    code, reason = _GOING_AWAY, ""
    try:
        while True:
            message = await client.receive()
            if message["type"] == "websocket.disconnect":
                code, reason = int(message.get("code") or 1000), message.get("reason") or ""
                return
            text = message.get("text")
            await origin.send(text if text is not None else message["bytes"])
    except ConnectionClosed:
        return  # `_to_client` sees the same and passes the code on
    finally:
        await origin.close(_GOING_AWAY if code in _UNSENDABLE else code, reason)
