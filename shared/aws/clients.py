"""AWS clients, made once per process (a new session costs 50 ms, a client 2 ms).

They are botocore's own: boto3 would add its resources and transfers, which nothing here uses,
and a tenth of a second to every cold start.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from botocore.config import Config
from botocore.session import Session

# One retry loop lives in the state machines and queues; the SDK only bridges hiccups.
_CONFIG = Config(
    connect_timeout=3,
    read_timeout=20,
    retries={"mode": "standard", "total_max_attempts": 3},
    # Checksums that S3 adds on its own break presigned requests of plain clients.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)
_CONFIG_OF: Mapping[str, Config] = {
    # Presigned addresses must work where `bucket.host` does not resolve (the laptop cloud).
    "s3": Config(s3={"addressing_style": "path"}, signature_version="s3v4"),
    # Many wait behind one connection: none may take as long as the function itself has.
    "apigatewaymanagementapi": Config(
        connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 2}
    ),
}


@cache
def _session() -> Session:
    return Session()


@cache
def client(service: str, endpoint_url: str | None = None) -> Any:
    """The process's client for `service`; `endpoint_url` only where a stage has its own."""
    config = _CONFIG.merge(_CONFIG_OF.get(service, Config()))
    return _session().create_client(service, endpoint_url=endpoint_url, config=config)
