"""`python -m local.edge`: serve until SIGTERM."""

import socket
import sys

import uvicorn

from local.edge.app import create_app
from local.edge.settings import EdgeSettings, SettingError


def main() -> int:
    try:
        settings = EdgeSettings.from_environment()
        listener = _listen(settings)
    except SettingError as missing:
        print(missing, file=sys.stderr)
        return 2
    except OSError:
        print(
            f"Port {settings.port} is taken. Stop what listens there, or choose another: "
            "SARTIQ_EDGE_PORT=8001 make up",
            file=sys.stderr,
        )
        return 1
    config = uvicorn.Config(
        create_app(settings),
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    print(f"edge on http://localhost:{settings.port}", flush=True)
    uvicorn.Server(config).run(sockets=[listener])
    return 0


def _listen(settings: EdgeSettings) -> socket.socket:
    """Bound before anything else, so that a taken port is a sentence and not a traceback."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError:
        listener.close()
        raise
    return listener


if __name__ == "__main__":
    raise SystemExit(main())
