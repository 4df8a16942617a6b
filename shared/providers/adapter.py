"""What an adapter is: data about a service, and pure functions between our values and its HTTP.

Nothing here sends anything: `http.ProviderClient` does, for all of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID

from shared.providers.replies import Completed, Pending, Submitted
from shared.providers.requests import Capability, ProviderRequest

# How the answer comes: in the reply itself, by asking again, or by a callback.
Mode = Literal["sync", "polled", "webhook"]


@dataclass(frozen=True, kw_only=True)
class ModelSpec:
    """One model of a service for one capability.

    `rank` orders models of equal standing, lower first: 10 made for this, 20 good, 30 works.
    `typical_seconds` spaces the polls; after `deadline_seconds` we cancel and go elsewhere.
    `standby`: asked only when nothing else is configured, or when a policy names it.
    """

    capability: Capability
    id: str
    rank: int = 20
    typical_seconds: float = 10.0
    deadline_seconds: int = 300
    standby: bool = False


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one account may do at once, and per minute; ours, unless the vendor documents it."""

    concurrent: int = 10
    per_minute: int = 60


@dataclass(frozen=True, kw_only=True)
class Connection:
    """An account at a provider: whose it is ("platform" or an organization's id), its secrets.

    `base_url` replaces the adapter's own host (a region, a proxy, a server of one's own).
    """

    owner: str
    secrets: Mapping[str, str]
    base_url: str


@dataclass(frozen=True, kw_only=True)
class Job:
    """What an adapter may know of one order while it builds and reads.

    `callback_url` is there when the mode is "webhook". `handle` and `request_id` are what
    `parse_submit` gave. `now` is for signatures that carry a time.
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
    name: str  # of the form field; may be repeated
    filename: str
    body: bytes
    mime: str


@dataclass(frozen=True, kw_only=True)
class HttpRequest:
    """One request as data: at most one of `json`, `form` (multipart, with `files`) and `content`.

    `authorize` names what has to be added with I/O: "google" (an OAuth2 token for the service
    account in the connection) or "sigv4" (AWS signature of this function's role).
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
    """`headers` have lower-case names."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def json(self) -> Any:
        """The parsed body; None when it is no JSON, or is nested beyond any sense."""
        import json

        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    def object(self) -> dict[str, Any]:
        """The parsed body when it is an object, else an empty one."""
        parsed = self.json()
        return parsed if isinstance(parsed, dict) else {}

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A callback as it came: `headers` with lower-case names, `body` the raw bytes."""

    headers: Mapping[str, str]
    body: bytes
    received_at: datetime


class BadSignature(Exception):
    """A callback that the provider cannot have sent."""


Cancellation = Literal["cancelled", "requested", "too_late", "unsupported"]


class Adapter(Protocol):
    """`name` stands in records and events and never changes.

    `credentials` are the keys that the connection's secret must hold, `own_credentials` those
    that an organization's own must hold as well, or the order would go to our account.
    Files are fetched only from `result_hosts` (a host, or everything below ".host") and from
    the connection's host.
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
        """Raises ProviderInvalidRequest for what this service cannot be asked."""
        ...

    def parse_submit(self, reply: HttpReply, job: Job) -> Completed | Submitted:
        """Raises classes of errors.py, and only those."""
        ...

    def build_poll(self, job: Job) -> HttpRequest: ...

    def parse_poll(self, reply: HttpReply, job: Job) -> Pending | Completed | HttpRequest:
        """A request means: it is done, and its result is to be fetched there."""
        ...

    def parse_result(self, reply: HttpReply, job: Job) -> Completed:
        """The reply to the request that `parse_poll` asked for."""
        ...

    def build_cancel(self, job: Job) -> HttpRequest | None:
        """None where the service cannot cancel."""
        ...

    def parse_cancel(self, reply: HttpReply, job: Job) -> Cancellation: ...

    def keys_url(self, connection: Connection) -> str:
        """Where the public keys (JWKS) of its callbacks are; empty without such."""
        ...

    def verify(
        self, delivery: Delivery, connection: Connection, keys: Sequence[Mapping[str, Any]]
    ) -> None:
        """Raises BadSignature. A service that does not sign accepts all here: the URL of a
        callback carries a token of ours, and no callback is believed before a poll confirms it.
        """
        ...

    def is_final(self, delivery: Delivery) -> bool:
        """Whether this callback tells of an end; only then is it worth a poll."""
        ...


class BaseAdapter:
    """What most adapters have in common; a synchronous one needs nothing beyond it."""

    mode: Mode = "sync"
    limits = Limits()
    credentials: tuple[str, ...] = ("api_key",)
    own_credentials: tuple[str, ...] = ()
    result_hosts: tuple[str, ...] = ()

    def build_poll(self, job: Job) -> HttpRequest:
        raise NotImplementedError(f"{type(self).__name__} answers at once")

    def parse_poll(self, reply: HttpReply, job: Job) -> Pending | Completed | HttpRequest:
        raise NotImplementedError(f"{type(self).__name__} answers at once")

    def parse_result(self, reply: HttpReply, job: Job) -> Completed:
        raise NotImplementedError(f"{type(self).__name__} has its result in the poll")

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
