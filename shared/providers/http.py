"""Sends what adapters build: the only place in this package that touches the network."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import httpx

from shared.providers.adapter import Connection, HttpReply, HttpRequest
from shared.providers.errors import (
    ProviderFailed,
    ProviderTimeout,
    ProviderUnavailable,
)
from shared.providers.replies import OutputFile

_CONNECT_SECONDS = 5.0
_MAX_REPLY_BYTES = 64 * 1024 * 1024  # base64 of four large pictures
_MAX_FILE_BYTES = 200 * 1024 * 1024  # a video

# httpx gives these for a malformed URL, or for header values that are no ASCII: no HTTPError.
_BAD_ADDRESS = (httpx.InvalidURL, UnicodeError)

# Adds the headers that need I/O: (request, connection) -> the same request, authorized.
Authorize = Callable[[HttpRequest, Connection], HttpRequest]


class ResultGone(ProviderFailed):
    """The link to a result is not, or no longer, good; a poll may give a fresh one."""


class ProviderClient:
    """`authorizers` by the word in `HttpRequest.authorize`."""

    def __init__(
        self,
        authorizers: Mapping[str, Authorize] | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._authorizers = authorizers or {}
        self._transport = transport

    @cached_property
    def _http(self) -> httpx.Client:
        """Made when it is first needed: reading the certificates takes a fifth of a second."""
        return httpx.Client(follow_redirects=False, transport=self._transport)

    def send(self, name: str, request: HttpRequest, connection: Connection) -> HttpReply:
        """Any HTTP status is a reply; ProviderTimeout and ProviderUnavailable are for none.

        `name` is the provider's, for the text of an error.
        """
        if request.authorize:
            request = self._authorizers[request.authorize](request, connection)
        try:
            with self._http.stream(
                request.method, request.url, timeout=_timeout(request), **_arguments(request)
            ) as response:
                body = _read(response, _MAX_REPLY_BYTES, name)
        except httpx.TimeoutException as error:
            raise ProviderTimeout(f"{name} did not answer in time.") from error
        except httpx.HTTPError as error:
            raise ProviderUnavailable(f"{name} cannot be reached.") from error
        except _BAD_ADDRESS as error:
            raise ProviderFailed(f"{name} has an address that cannot be used.") from error
        headers = {key.lower(): value for key, value in response.headers.items()}
        return HttpReply(status=response.status_code, headers=headers, body=body)

    def fetch(
        self, name: str, file: OutputFile, hosts: tuple[str, ...], connection: Connection
    ) -> OutputFile:
        """The file with its bytes; ResultGone when the link is dead.

        An address that is not https, or not on an allowed host, is refused: a forged answer
        must not make us read our own network. The connection's own host is allowed as it is.
        """
        if file.body:
            return file
        if not may_fetch(file.url, hosts, connection.base_url):
            raise ProviderFailed(f"{name} points to a file at a place that we do not read from.")
        try:
            with self._http.stream("GET", file.url, timeout=60.0) as response:
                if response.status_code in (401, 403, 404, 410):
                    raise ResultGone(f"The result of {name} has expired.")
                if not response.is_success:
                    raise ProviderUnavailable(f"{name} does not hand out its result.")
                body = _read(response, _MAX_FILE_BYTES, name)
                mime = file.mime or response.headers.get("content-type", "").partition(";")[0]
        except httpx.TimeoutException as error:
            raise ProviderTimeout(f"{name} did not hand out its result in time.") from error
        except httpx.HTTPError as error:
            raise ProviderUnavailable(f"{name} does not hand out its result.") from error
        except _BAD_ADDRESS as error:
            raise ProviderFailed(f"{name} points to a file at no address.") from error
        return OutputFile(body=body, url=file.url, mime=mime, measures=file.measures)


def may_fetch(url: str, hosts: tuple[str, ...], base_url: str) -> bool:
    """False for what is no address at all, too."""
    try:
        wanted, own = urlsplit(url), urlsplit(base_url)
        port = wanted.port
    except ValueError:
        return False
    if (wanted.scheme, wanted.netloc) == (own.scheme, own.netloc):
        return True
    name = (wanted.hostname or "").lower()
    allowed = any(name == host or (host.startswith(".") and name.endswith(host)) for host in hosts)
    return wanted.scheme == "https" and port in (None, 443) and allowed


def own_url(url: str, connection: Connection, name: str, hosts: Sequence[str] = ()) -> str:
    """An address that the vendor gave us to call again, with our key in the headers.

    So it must be the connection's own host or one of `hosts`; ProviderFailed otherwise.
    """
    if not may_fetch(url, tuple(hosts), connection.base_url):
        raise ProviderFailed(f"{name} points to a place that is not its own.")
    return url


def _read(response: httpx.Response, limit: int, name: str) -> bytes:
    chunks, size = [], 0
    for chunk in response.iter_bytes():
        size += len(chunk)
        if size > limit:
            raise ProviderFailed(f"{name} gave an answer of more than {limit >> 20} MB.")
        chunks.append(chunk)
    return b"".join(chunks)


def _timeout(request: HttpRequest) -> httpx.Timeout:
    return httpx.Timeout(request.timeout_seconds, connect=_CONNECT_SECONDS)


def _arguments(request: HttpRequest) -> dict[str, Any]:
    arguments: dict[str, Any] = {"headers": dict(request.headers)}
    if request.params:
        arguments["params"] = dict(request.params)
    if request.json is not None:
        arguments["json"] = request.json
    elif request.files or request.form:
        # A file without a name is a plain field: multipart, also where there is no file at all.
        fields = [(name, (None, value)) for name, value in request.form.items()]
        files = [(f.name, (f.filename, f.body, f.mime)) for f in request.files]
        arguments["files"] = [*fields, *files]
    elif request.content:
        arguments["content"] = request.content
    return arguments
