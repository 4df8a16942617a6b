"""What the edge has to know of its surroundings."""

import os
from collections.abc import Mapping
from dataclasses import dataclass


class SettingError(Exception):
    """An origin is not configured; the message names the variable."""


@dataclass(frozen=True)
class EdgeSettings:
    """Origins are addresses without a trailing slash; `media_origin` is the S3 endpoint."""

    api_origin: str
    socket_origin: str
    media_origin: str
    media_bucket: str
    host: str = "127.0.0.1"
    port: int = 8000

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "EdgeSettings":
        source = os.environ if environment is None else environment
        port = source.get("SARTIQ_EDGE_PORT", "8000")
        if not port.isdecimal():
            raise SettingError(f"SARTIQ_EDGE_PORT has to be a port number, not {port!r}.")
        return cls(
            api_origin=_require(source, "SARTIQ_API_ORIGIN"),
            socket_origin=_require(source, "SARTIQ_SOCKET_ORIGIN"),
            media_origin=_require(source, "SARTIQ_MEDIA_ORIGIN"),
            media_bucket=_require(source, "SARTIQ_MEDIA_BUCKET"),
            host=source.get("SARTIQ_EDGE_HOST", "127.0.0.1"),
            port=int(port),
        )


def _require(source: Mapping[str, str], name: str) -> str:
    value = source.get(name, "").rstrip("/")
    if not value:
        raise SettingError(f"{name} is not set; `make up` sets it and starts the edge.")
    return value
