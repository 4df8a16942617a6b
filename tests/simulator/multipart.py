"""Parses multipart bodies, for the vendors that receive images as form files (RFC 7578)."""

import re
from dataclasses import dataclass

from starlette.requests import Request

_DISPOSITION = re.compile(rb'(?:^|;)\s*(name|filename)="([^"]*)"', re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    name: str
    filename: str  # empty for a plain field
    mime: str
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


async def read_form(request: Request) -> list[Part]:
    """The parts of the form in order; empty if the body is not multipart."""
    content_type = request.headers.get("content-type", "")
    found = re.search(r'boundary="?([^";]+)"?', content_type)
    if not content_type.startswith("multipart/") or not found:
        return []
    pieces = (b"\r\n" + await request.body()).split(b"\r\n--" + found[1].encode())
    return [_part(piece) for piece in pieces[1:] if not piece.startswith(b"--")]


def fields_of(parts: list[Part]) -> dict[str, str | bytes]:
    """The form by name, bytes for files and text for fields; the last of equal names counts."""
    return {part.name: part.body if part.filename else part.text for part in parts}


def _part(piece: bytes) -> Part:
    head, _, body = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    headers = {
        key.strip().lower(): value.strip()
        for key, _, value in (line.partition(b":") for line in head.split(b"\r\n"))
    }
    named = dict(_DISPOSITION.findall(headers.get(b"content-disposition", b"")))
    return Part(
        name=named.get(b"name", b"").decode(),
        filename=named.get(b"filename", b"").decode(),
        mime=headers.get(b"content-type", b"").decode(),
        body=body,
    )
