"""Callbacks of providers: authenticated by a token in the URL, and by a signature if sent.

The token is derived from the job's id with a secret key. It is the only proof of a provider that
does not sign its callbacks; those that sign need both.
"""

import base64
import hashlib
import hmac
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from shared.aws.secrets import Secrets
from shared.compute.errors import BAD_CALLBACK, JOB_NOT_FOUND, PROVIDER_NOT_FOUND
from shared.compute.jobs.check_timer import CheckTimer
from shared.compute.jobs.repository import JobRepository
from shared.compute.records.jobs import JobStatus, ProviderJob
from shared.compute.routing.connections import Adapters, Connections
from shared.core.errors import Unauthenticated
from shared.core.observability import get_logger
from shared.providers import registry
from shared.providers.adapter import Adapter, BadSignature, Connection, Delivery, HttpRequest
from shared.providers.errors import ProviderError
from shared.providers.http import ProviderClient

_KEYS_KEPT_SECONDS = 24 * 3600.0
_KEYS_FRESH_SECONDS = 60.0  # bounds the requests that forged callbacks cause


class CallbackAddress:
    """Builds `{base_url}/webhooks/{provider}/{organization_id}/{job_id}?t={token}`."""

    def __init__(self, base_url: str, secrets: Secrets, secret_name: str) -> None:
        self._base_url = base_url.rstrip("/")
        self._secrets = secrets
        self._secret_name = secret_name

    def of(self, job: ProviderJob) -> str:
        """Return the callback URL of the job, with a token of the current key."""
        token = _token(
            self._secrets.current(self._secret_name), job.provider, job.organization_id, job.id
        )
        path = f"webhooks/{job.provider}/{job.organization_id}/{job.id}"
        return f"{self._base_url}/{path}?t={token}"

    def is_ours(self, provider: str, organization_id: UUID, job_id: UUID, token: str) -> bool:
        """Return whether the token is valid, also under the previous key of a rotation."""
        accepted = self._secrets.accepted(self._secret_name)
        return any(
            hmac.compare_digest(
                _token(secret, provider, organization_id, job_id).encode(), token.encode()
            )
            for secret in accepted
        )


def _token(secret: str, provider: str, organization_id: UUID, job_id: UUID) -> str:
    text = f"{provider}/{organization_id}/{job_id}"
    digest = hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


class PublicKeys:
    """The JWKS of providers, cached for a day."""

    def __init__(
        self, client: ProviderClient, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._client = client
        self._monotonic = monotonic
        self._kept: dict[str, tuple[float, tuple[Mapping[str, Any], ...]]] = {}

    def of(
        self, adapter: Adapter, connection: Connection, *, fresh: bool = False
    ) -> tuple[Mapping[str, Any], ...]:
        """Return the keys; empty if the provider has none, or they cannot be read.

        `fresh` reads them again if the cached ones are older than a minute.
        """
        url = adapter.keys_url(connection)
        if not url:
            return ()
        read_at, keys = self._kept.get(url, (-_KEYS_KEPT_SECONDS, ()))
        age = _KEYS_FRESH_SECONDS if fresh or not keys else _KEYS_KEPT_SECONDS
        if self._monotonic() - read_at >= age:
            keys = self._read(adapter, connection, url) or keys
            self._kept[url] = self._monotonic(), keys
        return keys

    def _read(
        self, adapter: Adapter, connection: Connection, url: str
    ) -> tuple[Mapping[str, Any], ...]:
        try:
            reply = self._client.send(
                adapter.name, HttpRequest(method="GET", url=url, timeout_seconds=5.0), connection
            )
        except ProviderError:
            return ()
        keys = reply.object().get("keys")
        return tuple(key for key in keys if isinstance(key, dict)) if isinstance(keys, list) else ()


class CallbackService:
    def __init__(
        self,
        address: CallbackAddress,
        jobs: JobRepository,
        connections: Connections,
        keys: PublicKeys,
        timer: CheckTimer,
        adapters: Adapters = registry,
    ) -> None:
        self._address = address
        self._jobs = jobs
        self._connections = connections
        self._keys = keys
        self._timer = timer
        self._adapters = adapters

    def receive(
        self, provider: str, organization_id: UUID, job_id: UUID, token: str, delivery: Delivery
    ) -> None:
        """Have the job checked if the callback is final. Repeated and late ones are accepted.

        Raises Unauthenticated `bad_callback`, or NotFound `provider_not_found` or
        `job_not_found`.
        """
        if provider not in self._adapters.MODULES:
            raise PROVIDER_NOT_FOUND("Provider not found")
        if not self._address.is_ours(provider, organization_id, job_id, token):
            raise _bad_callback(provider, "token")
        job = self._jobs.find(organization_id, job_id)
        if job is None or job.provider != provider:
            raise JOB_NOT_FOUND("Job not found")
        if job.status is JobStatus.ENDED:
            return
        adapter = self._adapters.get_adapter(provider)
        self._verify(adapter, job, delivery)
        if adapter.is_final(delivery):
            self._timer.check_now(job, "callback")

    def _verify(self, adapter: Adapter, job: ProviderJob, delivery: Delivery) -> None:
        connection = self._connections.of_owner(job.owner, job.provider)
        if connection is None:
            raise _bad_callback(adapter.name, "connection")
        try:
            adapter.verify(delivery, connection, self._keys.of(adapter, connection))
        except BadSignature:
            self._verify_with_fresh_keys(adapter, connection, delivery)

    def _verify_with_fresh_keys(
        self, adapter: Adapter, connection: Connection, delivery: Delivery
    ) -> None:
        """Verify with keys read again: the provider may have rotated them."""
        keys: Sequence[Mapping[str, Any]] = self._keys.of(adapter, connection, fresh=True)
        try:
            adapter.verify(delivery, connection, keys)
        except BadSignature as error:
            raise _bad_callback(adapter.name, "signature") from error


def _bad_callback(provider: str, reason: str) -> Unauthenticated:
    get_logger("callbacks").warning("callback refused", provider=provider, reason=reason)
    return BAD_CALLBACK("This callback is not from the provider.")
