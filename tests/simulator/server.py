"""The simulator's server: all vendors on one loopback port, each below its name."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.simulator.callbacks import Callbacks
from tests.simulator.control import control
from tests.simulator.simulated_vendor import EarlyResponse
from tests.simulator.state import SimulatorState
from tests.simulator.vendors import NAMES, connections, vendor_module

_START_SECONDS = 20.0


def application(state: SimulatorState) -> ASGIApp:
    callbacks = Callbacks(state)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await callbacks.open()
        yield
        await callbacks.close()

    mounts = [
        Mount(f"/{name}", routes=vendor_module(name).routes(state, callbacks)) for name in NAMES
    ]
    app = Starlette(
        routes=[control(state), *mounts],
        exception_handlers={EarlyResponse: _respond_early},
        lifespan=lifespan,
    )
    return _CanDrop(app)


async def _respond_early(request: Request, error: Exception) -> Response:
    assert isinstance(error, EarlyResponse)
    return error.response or _Dropped()


class _Dropped(Response):
    """Closes the connection without sending a byte, like a network failure."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["drop_connection"]()
        await receive()  # lets the server notice the closed connection


class _CanDrop:
    """The outermost application, in which `send` is a method of uvicorn's connection."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        cycle = getattr(send, "__self__", None)
        if scope["type"] == "http" and cycle is not None:
            scope["drop_connection"] = cycle.transport.abort
        await self._app(scope, receive, send)


class SimulatorServer:
    """`with SimulatorServer() as simulator:` runs the simulator in a thread, on a free port.

    `state` may be read and changed from the thread of a test.
    """

    def __init__(
        self, state: SimulatorState | None = None, host: str = "127.0.0.1", port: int = 0
    ) -> None:
        self.state = state or SimulatorState()
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((host, port))
        self._socket.listen(1024)  # clients that connect before the start wait
        self.url = f"http://{host}:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(
            application(self.state),
            log_level="warning",
            access_log=False,
            lifespan="on",
            timeout_keep_alive=30,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = Thread(target=self.run, name="simulator", daemon=True)

    @property
    def connections(self) -> dict[str, dict[str, str]]:
        return connections(self.url)

    def run(self) -> None:
        """Serves in the current thread until the server is stopped."""
        asyncio.run(self._server.serve(sockets=[self._socket]))

    def __enter__(self) -> Self:
        self._thread.start()
        for _ in range(int(_START_SECONDS / 0.02)):
            if self._server.started:
                return self
            self._thread.join(0.02)
        raise RuntimeError("The provider simulator did not start.")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        self._socket.close()
