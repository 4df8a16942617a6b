"""The stages and their differences. The stacks are the same for all of them."""

import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_lambda as lambda_

ROOT = Path(__file__).resolve().parent.parent
LOCAL_EMULATOR = "http://localhost:4566"


@dataclass(frozen=True)
class Stage:
    """One deployment of Sartiq.

    - `api_url`, `socket_url`: URL patterns of this stage's APIs. The stacks fill in `{api}`,
      `{region}` and `{stage}`.
    - `worker_concurrency`: the maximum of concurrent consumers per image-rendering queue.
    - `map_concurrency`: the maximum of concurrent iterations of a state machine's Map.
    - `submit_seconds`: the longest reply time of a synchronous provider, and the timeout of the
      functions that submit.
    - `reserved_concurrency`: the limit of functions that state machines invoke. The machine
      retries a refused invocation.
    """

    name: str
    build: str
    runtime: lambda_.Runtime
    architecture: lambda_.Architecture
    api_url: str
    socket_url: str
    removal: cdk.RemovalPolicy
    worker_concurrency: int
    map_concurrency: int
    submit_seconds: int
    layers: Path
    reserved_concurrency: int | None = None
    cdn_base_url: str = ""

    @property
    def is_local(self) -> bool:
        return self.build == "local"

    @property
    def prefix(self) -> str:
        return f"sartiq-{self.name}"

    def functions(self, folder: str) -> str:
        """The asset of a folder of handlers."""
        return str(ROOT / ".build" / self.build / "functions" / folder)

    def layer(self, name: str) -> str:
        """The asset of a layer."""
        return str(self.layers / name)


def stage_named(name: str) -> Stage:
    """Returns the stage `local` (the laptop cloud) or `dev`, `staging`, `prod` (on AWS)."""
    if name == "local":
        return _local()
    if name not in ("dev", "staging", "prod"):
        raise ValueError(f"unknown stage {name}; choose local, dev, staging or prod")
    keeps_data = name != "dev"
    return Stage(
        name=name,
        build="cloud",
        runtime=lambda_.Runtime.PYTHON_3_13,
        architecture=lambda_.Architecture.ARM_64,
        api_url="https://{api}.execute-api.{region}.amazonaws.com",
        socket_url="https://{api}.execute-api.{region}.amazonaws.com/{stage}",
        removal=cdk.RemovalPolicy.RETAIN if keeps_data else cdk.RemovalPolicy.DESTROY,
        worker_concurrency=50,
        map_concurrency=40,
        submit_seconds=180,
        layers=ROOT / ".build" / "cloud" / "layers",
    )


def _local() -> Stage:
    """Returns the local stage: the emulator's interpreter, architecture and URL patterns."""
    endpoint = os.environ.get("AWS_ENDPOINT_URL", LOCAL_EMULATOR)
    edge_port = os.environ.get("SARTIQ_EDGE_PORT", "8000")
    arm = platform.machine().lower() in ("arm64", "aarch64")
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return Stage(
        name="local",
        build="local",
        runtime=lambda_.Runtime(version, lambda_.RuntimeFamily.PYTHON),
        architecture=lambda_.Architecture.ARM_64 if arm else lambda_.Architecture.X86_64,
        api_url=f"{endpoint}/_aws/execute-api/{{api}}/$default",
        socket_url=f"{endpoint}/_aws/execute-api/{{api}}/{{stage}}",
        removal=cdk.RemovalPolicy.DESTROY,
        # For two cores. Each concurrent worker is a process with a cold start.
        worker_concurrency=2,
        map_concurrency=2,
        submit_seconds=60,
        layers=ROOT / os.environ.get("SARTIQ_HOME", ".local") / "layers",  # local/links.py
        reserved_concurrency=3,
        cdn_base_url=f"http://localhost:{edge_port}",
    )
