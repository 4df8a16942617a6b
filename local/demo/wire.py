"""Sending requests: the login's token, lanes, second tries, and problems as sentences."""

import asyncio
import re
from typing import Any, TypeVar

import httpx
from pydantic import ValidationError

from local.demo.answers import Answer, Token
from local.demo.errors import ApiProblemError, DemoError, UnreachableError
from local.demo.stack import Login

A = TypeVar("A", bound=Answer)

# Every concurrent call may wake a Lambda worker of its own, and a cold one costs a second of CPU.
_API_LANES = 4
_FILE_LANES = 4
# The first call of a cold function waits for its worker; API Gateway gives up after 30 s.
_TIMEOUT = httpx.Timeout(40.0, connect=5.0, pool=None)
_GET_TRIES = 3
_TEMPORARY = {502, 503, 504}


class Wire:
    """One connection pool for the API, S3 and the CDN."""

    def __init__(
        self,
        api_url: str,
        login: Login,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        pause_seconds: float = 0.5,
    ) -> None:
        # Everything is on this machine, so proxies of the environment do not apply.
        self.http = httpx.AsyncClient(transport=transport, timeout=_TIMEOUT, trust_env=False)
        self._api_url = f"{api_url.rstrip('/')}/api/v1"
        self._login = login
        self._token = ""
        self._pause_seconds = pause_seconds
        self._api_lanes = asyncio.Semaphore(_API_LANES)
        self._file_lanes = asyncio.Semaphore(_FILE_LANES)

    async def login(self) -> None:
        body = self._login.model_dump()
        answer = await self._exchange("POST", "/auth/login", body, {})
        self._token = _parsed(Token, answer).access_token

    async def call(self, model: type[A], method: str, path: str, json: Any = None) -> A:
        """One call of the API; raises `ApiProblemError` when it says no."""
        answer = await self._exchange(method, path, json, self._bearer())
        if answer.status_code == 401:  # a large folder may outlast the token's 15 minutes
            await self.login()
            answer = await self._exchange(method, path, json, self._bearer())
        return _parsed(model, answer)

    async def send_file(self, request: httpx.Request) -> httpx.Response:
        """A request that carries a file one way or the other; the status is left to the caller."""
        async with self._file_lanes:
            return await self._send(request)

    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"}

    async def _exchange(
        self, method: str, path: str, json: Any, headers: dict[str, str]
    ) -> httpx.Response:
        """Reading is tried again when the answer is a temporary no; writing never is."""
        request = self.http.build_request(method, self._api_url + path, json=json, headers=headers)
        for attempt in range(1, _GET_TRIES + 1):
            async with self._api_lanes:
                answer = await self._send(request)
            if method != "GET" or answer.status_code not in _TEMPORARY or attempt == _GET_TRIES:
                break
            await asyncio.sleep(self._pause_seconds * attempt)
        return answer

    async def _send(self, request: httpx.Request) -> httpx.Response:
        try:
            return await self.http.send(request)
        except httpx.TransportError as error:
            raise unreachable(request.url, error) from error


def unreachable(url: httpx.URL, error: httpx.TransportError) -> UnreachableError:
    where = f"{url.scheme}://{url.netloc.decode()}"
    return UnreachableError(
        f"{where} does not answer ({error or type(error).__name__}). "
        "`make status` shows what is running, `make up` starts it."
    )


def of_problem(answer: httpx.Response) -> tuple[str, str]:
    """`code` and `detail` of a problem document, or the beginning of whatever came instead."""
    try:
        body = answer.json()
        return str(body["code"]), str(body["detail"])
    except (ValueError, KeyError, TypeError):
        return "unexpected_answer", answer.text.strip()[:200] or "nothing more was said"


def of_s3(answer: httpx.Response) -> tuple[str, str]:
    """`<Code>` and `<Message>` of S3's XML."""
    found = [re.search(rf"<{tag}>([^<]*)</{tag}>", answer.text) for tag in ("Code", "Message")]
    code, message = (match.group(1) if match else "" for match in found)
    return code or "s3_error", message or "S3 gave no reason."


def _parsed(model: type[A], answer: httpx.Response) -> A:
    request = f"{answer.request.method} {answer.request.url.path}"
    if not answer.is_success:
        raise ApiProblemError(request, answer.status_code, *of_problem(answer))
    try:
        return model.model_validate_json(answer.content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise DemoError(
            f"{request} was answered with something unexpected ({place}: {first['msg']}); "
            "the demo and the API do not belong to the same version. Run `make up`."
        ) from error
