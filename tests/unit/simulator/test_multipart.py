import asyncio

import httpx
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.types import Message

from tests.simulator.multipart import Part, fields_of, read_form


def _read(body: bytes, content_type: str) -> list[Part]:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    headers = [(b"content-type", content_type.encode())]
    request = Request({"type": "http", "method": "POST", "headers": headers}, receive)
    return asyncio.run(read_form(request))


@given(st.lists(st.tuples(st.sampled_from("abc"), st.binary(max_size=200)), min_size=1))
def test_files_arrive_byte_for_byte(files: list[tuple[str, bytes]]) -> None:
    named = [(name, (f"{name}.png", body, "image/png")) for name, body in files]
    sent = httpx.Request("POST", "http://x", files=named, data={"prompt": "naïve"})

    parts = _read(sent.read(), sent.headers["content-type"])

    assert [(p.name, p.body) for p in parts if p.filename] == files
    assert fields_of(parts)["prompt"] == "naïve"
    assert {p.mime for p in parts if p.filename} == {"image/png"}


def test_other_bodies_have_no_parts() -> None:
    assert _read(b"{}", "application/json") == []
