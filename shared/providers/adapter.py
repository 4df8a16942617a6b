"""The adapter protocol: data about a service, and pure functions between our values and its HTTP.

An adapter sends nothing; `http.ProviderClient` sends the requests of all adapters.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID

from shared.providers.replies import Completed, Pending, Submitted
from shared.providers.requests import Capability, ProviderRequest

# How a result arrives: in the reply to the submit, by polling, or announced by a callback.
Mode = Literal["sync", "polled", "webhook"]


@dataclass(frozen=True, kw_only=True)
class ModelSpec:
    """One model of a service for one capability.

    Attributes:
        rank: Order among models of equal standing, lower first: 10 specialized, 20 good, 30 usable.
        typical_seconds: Sets the interval between polls.
        deadline_seconds: After this time Compute cancels the job and tries another provider.
        standby: Used only if no other model is configured, or if a policy names it.
    """

    capability: Capability
    id: str
    rank: int = 20
    typical_seconds: float = 10.0
    deadline_seconds: int = 300
    standby: bool = False


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Concurrent jobs and requests per minute of one account.

    The values are our choice unless a comment says that the vendor documents them.
    """

    concurrent: int = 10
    per_minute: int = 60


@dataclass(frozen=True, kw_only=True)
class Connection:
    """An account at a provider.

    Attributes:
        owner: "platform", or the id of the organization that owns the account.
        secrets: The account's entry in the secret of providers, by key.
        base_url: The host to use in place of the adapter's: a region, a proxy, a private server.
    """

    owner: str
    secrets: Mapping[str, str]
    base_url: str


@dataclass(frozen=True, kw_only=True)
class Job:
    """The context of one job for building requests and parsing replies.

    Attributes:
        now: The current time, for signatures that contain one.
        callback_url: Set if the adapter's mode is "webhook".
        request_id: The vendor's id of the job, from `parse_submit`.
        handle: The adapter's private values, from `parse_submit`.
        seed: The seed of the request, for vendors that do not return it.
    """

    id: UUID
    capability: Capability
    model: str
    connection: Connection
    now: datetime
    callback_url: str = ""
    request_id: str = ""
    handle: Mapping[str, Any] = field(default_factory=dict)
    seed: int | None = None


@dataclass(frozen=True, kw_only=True)
class FormFile:
    """A file of a multipart form. `name` is the form field's name and may repeat."""

    name: str
    filename: str
    body: bytes
    mime: str


@dataclass(frozen=True, kw_only=True)
class HttpRequest:
    """An HTTP request as data, with at most one of `json`, `form` and `content`.

    Attributes:
        form: Fields of a multipart form, sent together with `files`.
        content: A raw body.
        authorize: The authorizer that adds headers with I/O: "google" (an OAuth 2.0 token for
            the service account in the connection) or "sigv4" (AWS Signature Version 4 of the
            function's role).
    """

    method: Literal["GET", "POST", "PUT", "DELETE"]
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    form: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[FormFile] = ()
    content: bytes = b""
    timeout_seconds: float = 30.0
    authorize: Literal["", "google", "sigv4"] = ""


@dataclass(frozen=True, kw_only=True)
class HttpReply:
    """An HTTP reply as data; the names of `headers` are in lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def json(self) -> Any:
        """The parsed body; None if it is not JSON or is nested too deeply to parse."""
        return _parse_json(self.body)

    def object(self) -> dict[str, Any]:
        """The parsed body if it is a JSON object, else an empty dict."""
        return _parse_object(self.body)

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A received callback; the names of `headers` are in lower case, `body` is unparsed."""

    headers: Mapping[str, str]
    body: bytes
    received_at: datetime

    def object(self) -> dict[str, Any]:
        """The parsed body if it is a JSON object, else an empty dict."""
        return _parse_object(self.body)


def _parse_json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _parse_object(body: bytes) -> dict[str, Any]:
    parsed = _parse_json(body)
    return parsed if isinstance(parsed, dict) else {}


class BadSignature(Exception):
    """A callback whose signature does not verify."""


Cancellation = Literal["cancelled", "requested", "too_late", "unsupported"]


class Adapter(Protocol):
    """A provider's data and its conversions to and from HTTP. Every parser is total.

    Attributes:
        name: Written to records and events; never changes.
        base_url: The default host; requests use `job.connection.base_url`.
        credentials: The keys that the connection's secret must contain.
        own_credentials: Further keys that the secret of an organization's own account must
            contain, because without them the platform's account would be charged.
        result_hosts: Hosts from which results may be fetched besides the connection's: "host",
            or ".host" for all hosts below it.
    """

    name: str
    mode: Mode
    base_url: str
    models: tuple[ModelSpec, ...]
    limits: Limits
    credentials: tuple[str, ...]
    own_credentials: tuple[str, ...]
    result_hosts: tuple[str, ...]

    def build_submit(self, request: ProviderRequest, job: Job) -> HttpRequest:
        """Raises ProviderInvalidRequest if the service does not support the request."""
        ...

    def parse_submit(self, reply: HttpReply, job: Job) -> Completed | Submitted:
        """Raises only the classes of errors.py; so do the other parsers."""
        ...

    def build_poll(self, job: Job) -> HttpRequest: ...

    def parse_poll(self, reply: HttpReply, job: Job) -> Pending | Completed | HttpRequest:
        """Returns a request if the job has ended and its result is at another address."""
        ...

    def parse_result(self, reply: HttpReply, job: Job) -> Completed:
        """Parses the reply to the request that `parse_poll` returned."""
        ...

    def build_cancel(self, job: Job) -> HttpRequest | None:
        """Returns None if the service cannot cancel jobs."""
        ...

    def parse_cancel(self, reply: HttpReply, job: Job) -> Cancellation: ...

    def keys_url(self, connection: Connection) -> str:
        """The address of the public keys (a JWKS) for callbacks; empty if there are none."""
        ...

    def verify(
        self, delivery: Delivery, connection: Connection, keys: Sequence[Mapping[str, Any]]
    ) -> None:
        """Raises BadSignature if the callback is forged.

        Adapters of services that do not sign accept every callback: its URL contains a token of
        ours, and results come from a poll only.
        """
        ...

    def is_final(self, delivery: Delivery) -> bool:
        """Whether the callback reports a final state, after which the job is polled."""
        ...


class BaseAdapter:
    """Defaults of an adapter for a service that returns results in its reply."""

    mode: Mode = "sync"
    limits = Limits()
    credentials: tuple[str, ...] = ("api_key",)
    own_credentials: tuple[str, ...] = ()
    result_hosts: tuple[str, ...] = ()

    def build_poll(self, job: Job) -> HttpRequest:
        raise NotImplementedError(f"{type(self).__name__} returns its result at once")

    def parse_poll(self, reply: HttpReply, job: Job) -> Pending | Completed | HttpRequest:
        raise NotImplementedError(f"{type(self).__name__} returns its result at once")

    def parse_result(self, reply: HttpReply, job: Job) -> Completed:
        raise NotImplementedError(f"{type(self).__name__} returns its result in the poll")

    def build_cancel(self, job: Job) -> HttpRequest | None:
        return None

    def parse_cancel(self, reply: HttpReply, job: Job) -> Cancellation:
        return "unsupported"

    def keys_url(self, connection: Connection) -> str:
        return ""

    def verify(
        self, delivery: Delivery, connection: Connection, keys: Sequence[Mapping[str, Any]]
    ) -> None:
        return None

    def is_final(self, delivery: Delivery) -> bool:
        return True


def with_bearer(request: HttpRequest, token: str) -> HttpRequest:
    return replace(request, headers={**request.headers, "Authorization": f"Bearer {token}"})
