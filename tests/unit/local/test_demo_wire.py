"""How the demo asks, and what it says when the answer is no."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from local.demo.answers import Named, Presigned
from local.demo.client import Client
from local.demo.errors import ApiProblemError, DemoError, UnreachableError, UploadError
from local.demo.stack import Login
from local.demo.wire import Wire

LOGIN = Login(email="demo@example.test", password="secret", organization_id="org")
NAMED = {"id": "1", "name": "Coat", "and": "more"}


def wire(answer: Callable[[httpx.Request], httpx.Response]) -> Wire:
    transport = httpx.MockTransport(answer)
    return Wire("http://edge.test/", LOGIN, transport=transport, pause_seconds=0)


def call(answer: Callable[[httpx.Request], httpx.Response], method: str = "GET") -> Named:
    return asyncio.run(wire(answer).call(Named, method, "/products/1"))


class Answers:
    """One after the other; the last for good."""

    def __init__(self, *answers: httpx.Response) -> None:
        self._answers = list(answers)
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


def test_unknown_fields_are_left_alone() -> None:
    assert call(Answers(httpx.Response(200, json=NAMED))).name == "Coat"


def test_reading_is_tried_again() -> None:
    answers = Answers(httpx.Response(503), httpx.Response(502), httpx.Response(200, json=NAMED))

    assert call(answers).id == "1"
    assert len(answers.asked) == 3


def test_writing_is_not_tried_again() -> None:
    answers = Answers(httpx.Response(503, text="busy"))

    with pytest.raises(ApiProblemError, match="503"):
        call(answers, "POST")
    assert len(answers.asked) == 1


def test_expired_token_logs_in_again() -> None:
    answers = Answers(
        httpx.Response(401, json={"code": "token_expired", "detail": "Log in again."}),
        httpx.Response(200, json={"access_token": "fresh"}),
        httpx.Response(200, json=NAMED),
    )

    assert call(answers, "POST").id == "1"
    assert answers.asked[1].url.path == "/api/v1/auth/login"
    assert answers.asked[2].headers["authorization"] == "Bearer fresh"


def test_problem_becomes_a_sentence() -> None:
    problem = {"code": "sku_taken", "detail": "Send another SKU.", "status": 409}

    with pytest.raises(ApiProblemError) as raised:
        call(Answers(httpx.Response(409, json=problem)))
    assert raised.value.code == "sku_taken"
    assert str(raised.value).endswith("409 sku_taken: Send another SKU.")


def test_unexpected_answer_names_the_field() -> None:
    with pytest.raises(DemoError, match="name: Field required"):
        call(Answers(httpx.Response(200, json={"id": "1"})))


def test_silence_says_how_to_start() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("All connection attempts failed")

    with pytest.raises(UnreachableError, match=r"http://edge\.test .*make up"):
        call(refuse)


def test_form_goes_straight_to_s3(tmp_path: Path) -> None:
    (tmp_path / "coat.jpg").write_bytes(b"a coat")
    answers = Answers(httpx.Response(204))
    form = Presigned(file_id="f", url="http://s3.test/media", fields={"key": "temp/f"})

    asyncio.run(Client(wire(answers)).send_form(form, tmp_path / "coat.jpg", "image/jpeg"))

    sent = answers.asked[0]
    assert str(sent.url) == "http://s3.test/media"
    assert sent.content.index(b"temp/f") < sent.content.index(b"a coat")  # S3 wants the file last
    assert "authorization" not in sent.headers


def test_refusal_of_s3_is_told(tmp_path: Path) -> None:
    (tmp_path / "coat.jpg").write_bytes(b"a coat")
    body = "<Error><Code>EntityTooLarge</Code><Message>Too large.</Message></Error>"
    form = Presigned(file_id="f", url="http://s3.test/", fields={})
    client = Client(wire(Answers(httpx.Response(400, text=body))))

    with pytest.raises(UploadError, match=r"coat\.jpg .*400 EntityTooLarge: Too large\."):
        asyncio.run(client.send_form(form, tmp_path / "coat.jpg", "image/jpeg"))


def test_failed_download_leaves_no_file(tmp_path: Path) -> None:
    client = Client(wire(Answers(httpx.Response(403, text="<Code>AccessDenied</Code>"))))

    with pytest.raises(ApiProblemError, match="AccessDenied"):
        asyncio.run(client.download("http://s3.test/export.zip", tmp_path / "export.zip"))
    assert not list(tmp_path.iterdir())
