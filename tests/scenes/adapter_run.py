"""Runs adapters against the simulator, as Compute does, in one process and without a cloud."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from shared.providers.adapter import Adapter, Cancellation, Connection, Delivery, HttpRequest, Job
from shared.providers.errors import ProviderTimeout
from shared.providers.http import ProviderClient
from shared.providers.replies import Completed, OutputFile, Pending, Submitted
from shared.providers.requests import Capability, ProviderRequest
from tests.scenes.adapter_parts import job, request_for
from tests.simulator.server import SimulatorServer


@dataclass
class Listener:
    """Receives callbacks; responds with 500 to the first `failures` of them."""

    url: str = ""
    failures: int = 0
    deliveries: list[Delivery] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    def wait_for(self, count: int, seconds: float = 10.0) -> list[Delivery]:
        """Waits for `count` callbacks and returns all. Fails after `seconds`."""
        until = time.monotonic() + seconds
        while len(self.deliveries) < count and time.monotonic() < until:
            time.sleep(0.02)
        assert len(self.deliveries) >= count, f"{len(self.deliveries)} callbacks, not {count}"
        return self.deliveries


@contextmanager
def listening() -> Iterator[Listener]:
    listener = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            listener.paths.append(self.path)
            listener.deliveries.append(
                Delivery(headers=headers, body=body, received_at=datetime.now(UTC))
            )
            listener.failures -= 1
            self.send_response(500 if listener.failures >= 0 else 204)
            self.end_headers()

        def log_message(self, format: str, *arguments: Any) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener.url = f"http://127.0.0.1:{server.server_port}/webhooks/vendor?t=token"
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield listener
    server.shutdown()
    server.server_close()


class Runner:
    """Runs one adapter against one simulator."""

    def __init__(
        self, adapter: Adapter, simulator: SimulatorServer, client: ProviderClient | None = None
    ) -> None:
        self.adapter = adapter
        self.state = simulator.state
        self.client = client or ProviderClient()
        secret = simulator.connections[adapter.name]
        self.connection = Connection(owner="platform", secrets=secret, base_url=secret["base_url"])

    def job(self, capability: Capability, **changes: Any) -> Job:
        given: dict[str, Any] = {"connection": self.connection, "now": datetime.now(UTC)}
        return job(self.adapter, capability, **given | changes)

    def send(self, request: HttpRequest) -> Any:
        return self.client.send(self.adapter.name, request, self.connection)

    def submit(self, request: ProviderRequest, job: Job) -> tuple[Completed | Submitted, Job]:
        """Returns the parsed reply, and the job as Compute stores it afterwards."""
        reply = self.send(self.adapter.build_submit(request, job))
        result = self.adapter.parse_submit(reply, job)
        if isinstance(result, Submitted):
            job = replace(job, request_id=result.request_id, handle=result.handle)
        return result, job

    def poll(self, job: Job) -> Pending | Completed:
        result = self.adapter.parse_poll(self.send(self.adapter.build_poll(job)), job)
        if isinstance(result, HttpRequest):
            return self.adapter.parse_result(self.send(result), job)
        return result

    def finish(self, job: Job, seconds: float = 10.0) -> Completed:
        """Polls until the job is completed. Raises ProviderTimeout after `seconds`."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if isinstance(result := self.poll(job), Completed):
                return result
            time.sleep(0.03)
        raise ProviderTimeout(f"{self.adapter.name} did not finish in time.")

    def fetch(self, file: OutputFile) -> OutputFile:
        hosts = self.adapter.result_hosts
        return self.client.fetch(self.adapter.name, file, hosts, self.connection)

    def cancel(self, job: Job) -> Cancellation:
        request = self.adapter.build_cancel(job)
        if request is None:
            return "unsupported"
        return self.adapter.parse_cancel(self.send(request), job)

    def verify(self, delivery: Delivery) -> None:
        """Fetches the vendor's public keys and verifies the callback."""
        url = self.adapter.keys_url(self.connection)
        keys = self.send(HttpRequest(method="GET", url=url)).json()["keys"] if url else ()
        self.adapter.verify(delivery, self.connection, keys)

    def run(
        self, capability: Capability, request: ProviderRequest | None = None, **changes: Any
    ) -> Completed:
        """Runs a job from the submit to its result, and fetches the files."""
        request = request or request_for(capability)
        result, job = self.submit(request, self.job(capability, **changes))
        done = result if isinstance(result, Completed) else self.finish(job)
        return replace(done, files=tuple(self.fetch(file) for file in done.files))
