"""Sends the requests that adapters build, and fetches the files of results."""

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
_MAX_REPLY_BYTES = 64 * 1024 * 1024  # base64 of four large images
_MAX_FILE_BYTES = 200 * 1024 * 1024  # a video

# httpx raises these, which are not HTTPErrors, for malformed URLs and non-ASCII header values.
_BAD_ADDRESS = (httpx.InvalidURL, UnicodeError)

# Adds the headers that need I/O: (request, connection) -> authorized request.
Authorize = Callable[[HttpRequest, Connection], HttpRequest]


class ResultGone(ProviderFailed):
    """The link to a result does not work or has expired; a poll may return a new one."""


class ProviderClient:
    """Sends requests and fetches results. `authorizers` are keyed by `HttpRequest.authorize`."""

    def __init__(
        self,
        authorizers: Mapping[str, Authorize] | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._authorizers = authorizers or {}
        self._transport = transport

    @cached_property
    def _http(self) -> httpx.Client:
        """Created on first use, because loading the certificates takes about 0.2 s."""
        return httpx.Client(follow_redirects=False, transport=self._transport)

    def send(self, name: str, request: HttpRequest, connection: Connection) -> HttpReply:
        """Returns the reply of any HTTP status.

        `name` is the provider's name for the text of errors. Raises ProviderTimeout or
        ProviderUnavailable if there is no reply, and ProviderFailed if the request's address is
        malformed or the reply exceeds 64 MB.
        """
        if request.authorize:
            request = self._authorizers[request.authorize](request, connection)
        try:
            with self._http.stream(
                request.method, request.url, timeout=_timeout(request), **_arguments(request)
            ) as response:
                body = _read(response, _MAX_REPLY_BYTES, name)
        except httpx.TimeoutException as error:
            raise ProviderTimeout(f"{name} did not reply in time.") from error
        except httpx.HTTPError as error:
            raise ProviderUnavailable(f"{name} cannot be reached.") from error
        except _BAD_ADDRESS as error:
            raise ProviderFailed(f"{name} has an address that cannot be used.") from error
        headers = {key.lower(): value for key, value in response.headers.items()}
        return HttpReply(status=response.status_code, headers=headers, body=body)

    def fetch(
        self, name: str, file: OutputFile, hosts: tuple[str, ...], connection: Connection
    ) -> OutputFile:
        """Returns the file with its bytes; fetches them if they are missing.

        Raises ResultGone if the link does not work, and ProviderFailed if the address is not
        HTTPS or not on one of `hosts`: a forged reply must not make us read our own network. The
        connection's own scheme and host are always allowed.
        """
        if file.body:
            return file
        if not may_fetch(file.url, hosts, connection.base_url):
            raise ProviderFailed(f"{name} points to a file on a host that is not allowed.")
        try:
            with self._http.stream("GET", file.url, timeout=60.0) as response:
                if response.status_code in (401, 403, 404, 410):
                    raise ResultGone(f"The result of {name} has expired.")
                if not response.is_success:
                    raise ProviderUnavailable(f"{name} does not return its result.")
                body = _read(response, _MAX_FILE_BYTES, name)
                mime = file.mime or response.headers.get("content-type", "").partition(";")[0]
        except httpx.TimeoutException as error:
            raise ProviderTimeout(f"{name} did not return its result in time.") from error
        except httpx.HTTPError as error:
            raise ProviderUnavailable(f"{name} does not return its result.") from error
        except _BAD_ADDRESS as error:
            raise ProviderFailed(f"{name} points to a file with an invalid address.") from error
        return OutputFile(body=body, url=file.url, mime=mime, measures=file.measures)


def may_fetch(url: str, hosts: tuple[str, ...], base_url: str) -> bool:
    """Whether a result may be fetched from the address. False for an invalid address.

    `hosts` as in `Adapter.result_hosts`.
    """
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
    """Returns an address from a reply to which we will send our key.

    Raises ProviderFailed if it is neither on the connection's own host nor on one of `hosts`.
    """
    if not may_fetch(url, tuple(hosts), connection.base_url):
        raise ProviderFailed(f"{name} points to a host that is not its own.")
    return url


def _read(response: httpx.Response, limit: int, name: str) -> bytes:
    chunks, size = [], 0
    for chunk in response.iter_bytes():
        size += len(chunk)
        if size > limit:
            raise ProviderFailed(f"{name} sent a reply of more than {limit >> 20} MB.")
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
        # A file without a file name is a plain field; forms without files are multipart, too.
        fields = [(name, (None, value)) for name, value in request.form.items()]
        files = [(f.name, (f.filename, f.body, f.mime)) for f in request.files]
        arguments["files"] = [*fields, *files]
    elif request.content:
        arguments["content"] = request.content
    return arguments
