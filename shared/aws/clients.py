"""AWS clients, created once per process (a new session takes 50 ms, a client 2 ms).

They are botocore's clients. boto3 would add resources and transfers, which are not used, and
0.1 s to every cold start.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from botocore.config import Config
from botocore.session import Session

# State machines and queues retry failed work; the SDK retries short interruptions only.
_CONFIG = Config(
    connect_timeout=3,
    read_timeout=20,
    retries={"mode": "standard", "total_max_attempts": 3},
    # botocore's default checksums break presigned requests of clients that do not compute them.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)
_CONFIG_OF: Mapping[str, Config] = {
    # Path-style URLs also work where `bucket.host` does not resolve (the laptop cloud).
    "s3": Config(s3={"addressing_style": "path"}, signature_version="s3v4"),
    # One function posts to many connections, so a single one must not use up its timeout.
    "apigatewaymanagementapi": Config(
        connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 2}
    ),
}


@cache
def _session() -> Session:
    return Session()


@cache
def client(service: str, endpoint_url: str | None = None) -> Any:
    """The process's client for `service`, such as "dynamodb".

    `endpoint_url` is given only for a service whose address belongs to a stage (sockets).
    """
    config = _CONFIG.merge(_CONFIG_OF.get(service, Config()))
    return _session().create_client(service, endpoint_url=endpoint_url, config=config)
