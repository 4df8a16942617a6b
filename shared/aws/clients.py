"""boto3 clients, made once per process (a new session costs 50 ms, a client 2 ms)."""

from functools import cache
from typing import Any

import boto3
from botocore.config import Config

# One retry loop lives in the state machines and queues; the SDK only bridges hiccups.
_CONFIG = Config(
    connect_timeout=3,
    read_timeout=20,
    retries={"mode": "standard", "total_max_attempts": 3},
    # Presigned addresses must work where `bucket.host` does not resolve (the laptop cloud).
    s3={"addressing_style": "path"},
    # Checksums that S3 adds on its own break presigned requests of plain clients.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


@cache
def client(service: str, endpoint_url: str | None = None) -> Any:
    """The process's client for `service`; `endpoint_url` only where a stage has its own."""
    config = _CONFIG if service != "s3" else _CONFIG.merge(Config(signature_version="s3v4"))
    return boto3.client(service, endpoint_url=endpoint_url, config=config)
