"""Secrets Manager. Two values are good at a time, so that a rotation breaks nobody."""

import math
import time
from typing import Any

from shared.aws.clients import client

_CACHE_SECONDS = 300.0
_FRESH_SECONDS = 10.0  # bounds what a flood of forged tokens costs


class Secrets:
    """`current` signs; `accepted` (current, then previous) verifies."""

    def __init__(self, secretsmanager: Any = None) -> None:
        self._client = secretsmanager or client("secretsmanager")
        self._cache: dict[tuple[str, str], tuple[float, str | None]] = {}

    def current(self, arn: str) -> str:
        value = self._read(arn, "AWSCURRENT")
        if value is None:
            raise RuntimeError(f"the secret {arn} has no value")
        return value

    def accepted(self, arn: str, *, fresh: bool = False) -> list[str]:
        """`fresh` for what no cached value explains: another process may know a newer one."""
        age = _FRESH_SECONDS if fresh else _CACHE_SECONDS
        current, previous = self._read(arn, "AWSCURRENT", age), self._read(arn, "AWSPREVIOUS", age)
        return [value for value in (current, previous) if value]

    def _read(self, arn: str, stage: str, age: float = _CACHE_SECONDS) -> str | None:
        read_at, value = self._cache.get((arn, stage), (-math.inf, None))
        if time.monotonic() - read_at < age:
            return value
        try:
            reply = self._client.get_secret_value(SecretId=arn, VersionStage=stage)
            value = str(reply["SecretString"])
        except self._client.exceptions.ResourceNotFoundException:
            value = None
        self._cache[(arn, stage)] = (time.monotonic(), value)
        return value
