"""Secrets Manager. The current and the previous value are valid, so a rotation breaks no client."""

import math
import time
from typing import TYPE_CHECKING, Any

from shared.aws.clients import client

if TYPE_CHECKING:
    from types_boto3_secretsmanager import SecretsManagerClient

_CACHE_SECONDS = 300.0
_FRESH_SECONDS = 10.0  # limits the requests that a flood of forged tokens causes


class Secrets:
    """Values of secrets, cached for five minutes.

    Sign with `current`; verify with each value of `accepted`.
    """

    def __init__(self, secretsmanager: Any = None) -> None:
        self._client: SecretsManagerClient = secretsmanager or client("secretsmanager")
        self._cache: dict[tuple[str, str], tuple[float, str | None]] = {}

    def current(self, arn: str) -> str:
        """The current value. Raises RuntimeError if the secret has none."""
        value = self._read(arn, "AWSCURRENT")
        if value is None:
            raise RuntimeError(f"the secret {arn} has no value")
        return value

    def accepted(self, arn: str, *, fresh: bool = False) -> list[str]:
        """The current value, then the previous one if there is any.

        With `fresh` cached values older than 10 seconds are read again. Use it if no cached value
        verifies a token: another process may have signed it with a newer one.
        """
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
