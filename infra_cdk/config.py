"""What differs between stages. The stacks are the same everywhere."""

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

    `api_url` and `socket_url` are how services reach an API of this stage; `{api}`, `{region}`
    and `{stage}` are filled in by the stacks. `worker_concurrency` bounds the queue workers that
    draw pictures, `map_concurrency` the iterations of a state machine that run at once.
    `submit_seconds` is how long a provider that answers at once may take, and so the life of the
    functions that ask. `reserved_concurrency` bounds what state machines invoke; what is over it
    is retried there.
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
    reserved_concurrency: int | None = None
    cdn_base_url: str = ""

    @property
    def is_local(self) -> bool:
        return self.build == "local"

    @property
    def prefix(self) -> str:
        return f"sartiq-{self.name}"

    def asset(self, *parts: str) -> str:
        return str(ROOT.joinpath(".build", self.build, *parts))


def stage_named(name: str) -> Stage:
    """`local` is the laptop cloud; `dev`, `staging` and `prod` are on AWS."""
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
    )


def _local() -> Stage:
    """The emulator runs functions with its own interpreter and has no names per API."""
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
        # Two cores: more workers at once would only be more cold starts, each a process.
        worker_concurrency=2,
        map_concurrency=2,
        submit_seconds=60,
        reserved_concurrency=3,
        cdn_base_url=f"http://localhost:{edge_port}",
    )
