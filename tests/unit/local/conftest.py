"""Stand-ins without a network: origins behind the edge, and a whole cloud before the demo."""

import asyncio
import contextlib
import io
import json
import re
import zipfile
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest
from PIL import Image
from starlette.applications import Starlette

Answer = Callable[[httpx.Request], httpx.Response]
Ask = Callable[..., httpx.Response]


class Streamed(httpx.AsyncByteStream):
    """A body that is read while it comes, as from a wire."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._body


class Origins(httpx.AsyncBaseTransport):
    """Every origin at once: `answer` says what comes back."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        given = self._answer(request)
        return httpx.Response(
            given.status_code, headers=given.headers, stream=Streamed(given.content)
        )


@pytest.fixture
def origins() -> Callable[[Answer], Origins]:
    return Origins


@pytest.fixture
def ask() -> Ask:
    """`ask(app, method, path, **options)`: one request to an ASGI application."""

    def send(app: Starlette, method: str, path: str, **options: Any) -> httpx.Response:
        async def run() -> httpx.Response:
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://edge.test") as to:
                return await to.request(method, path, **options)

        return asyncio.run(run())

    return send


class FakeCloud:
    """The API, S3 and the CDN as one MockTransport handler, with a socket that tells at once.

    `deaf` leaves the socket silent; `reject` and `fail` name products by their file's stem.
    """

    def __init__(self, picture: bytes) -> None:
        self.deaf = False
        self.reject: set[str] = set()
        self.fail: set[str] = set()
        self.calls: list[str] = []
        self.approved: dict[str, str] = {}
        self._picture = picture
        self._events: asyncio.Queue[str] = asyncio.Queue()
        self._made: dict[str, dict[str, Any]] = {}
        self._routes: list[tuple[str, str, Callable[..., Any]]] = [
            ("POST", r"/auth/login", lambda body: {"access_token": "t"}),
            ("POST", r"/ws/ticket", lambda: {"ticket": "once"}),
            ("POST", r"/uploads/presign", self._presign),
            ("GET", r"/uploads/(.+)", self._upload),
            ("POST", r"/products", lambda body: self._keep("product", body)),
            ("GET", r"/styles", lambda: self._named("Clean studio", "Linen atelier")),
            ("GET", r"/subjects", lambda: self._named("Ada", "Mina", "Zola")),
            ("GET", r"/shot-types", lambda: self._named("detail", "packshot", "full_body")),
            ("POST", r"/shootings", lambda body: self._keep("shooting", body)),
            ("POST", r"/shooting-looks", self._look),
            ("POST", r"/generations", self._generation),
            ("GET", r"/generations/(.+)", lambda id: self._made[id]),
            ("GET", r"/predictions", self._predictions),
            ("PUT", r"/shots/(.+)/approve", self._approve),
            ("POST", r"/exports", self._export),
            ("GET", r"/exports/(.+)", lambda id: self._made[id]),
        ]

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0)
        host, path = request.url.host, request.url.path
        self.calls.append(f"{request.method} {path}")
        if host == "s3.test":
            return self._s3(request)
        if host == "cdn.test":
            return httpx.Response(200, content=self._picture)
        arguments = [json.loads(request.content)] if request.content else []
        for method, pattern, answer in self._routes:
            match = re.fullmatch(f"/api/v1{pattern}", path)
            if match and method == request.method:
                found = answer(*match.groups(), *arguments, **dict(request.url.params))
                return httpx.Response(200, json=found)
        return httpx.Response(404, json={"code": "no_route", "detail": path})

    @contextlib.asynccontextmanager
    async def socket(self, url: str) -> AsyncIterator[AsyncIterator[str | bytes]]:
        async def messages() -> AsyncIterator[str | bytes]:
            while True:
                yield await self._events.get()

        yield messages()

    def _tell(self, type: str, **data: Any) -> None:
        event = json.dumps({"id": str(uuid4()), "type": type, "data": data})
        if not self.deaf:
            self._events.put_nowait(event)
            self._events.put_nowait(event)  # every event comes twice

    def _keep(self, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        made = {"name": kind, **body, "id": f"{kind}-{len(self._made)}"}
        self._made[made["id"]] = made
        return made

    def _named(self, *names: str) -> dict[str, Any]:
        return {"items": [{"id": name, "name": name} for name in names], "next_cursor": None}

    def _presign(self, body: dict[str, Any]) -> dict[str, Any]:
        upload = self._keep("upload", body)
        upload["rejected"] = upload["filename"].partition(".")[0] in self.reject
        return {"file_id": upload["id"], "url": "http://s3.test/", "fields": {"key": upload["id"]}}

    def _s3(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, content=self._archive())
        file_id = next(id for id in self._made if f"\r\n{id}\r\n".encode() in request.content)
        rejected = self._made[file_id]["rejected"]
        self._tell(f"upload.{'rejected' if rejected else 'validated'}", file_id=file_id)
        return httpx.Response(204)

    def _upload(self, file_id: str) -> dict[str, Any]:
        if self._made[file_id]["rejected"]:
            reason = {"code": "not_an_image", "detail": "This is no image."}
            return {"status": "rejected", "reason": reason}
        return {"status": "validated", "reason": None}

    def _look(self, body: dict[str, Any]) -> dict[str, Any]:
        look = self._keep("look", body)
        product = self._made[body["main_product_id"]]
        shots = [
            self._keep("shot", {"shot_type_id": kind, "sku": product["sku"]})
            for kind in body["shot_type_ids"]
        ]
        return {**look, "shots": shots}

    def _generation(self, body: dict[str, Any]) -> dict[str, Any]:
        look = self._made[body["shooting_look_id"]]
        shot = next(
            made
            for id, made in self._made.items()
            if id.startswith("shot-")
            and made["shot_type_id"] == body["shot_type_id"]
            and made["sku"] == self._made[look["main_product_id"]]["sku"]
        )
        failed = any(shot["sku"].endswith(stem) for stem in self.fail)
        generation = self._keep("generation", {"shot_id": shot["id"]})
        generation.update(
            status="failed" if failed else "completed",
            error_code="no_product_found" if failed else None,
            error_message="The photograph shows no product." if failed else None,
        )
        self._tell("task.progress", generation_id=generation["id"], percent=50)
        end = "failed" if failed else "completed"
        self._tell(f"generation.{end}", generation_id=generation["id"])
        return {**generation, "status": "pending"}

    def _predictions(self, shot_id: str) -> dict[str, Any]:
        scores = [0.4, 0.9, 0.9, 0.1]
        items = [
            {"id": f"{shot_id}-{i}", "index": i, "url": "http://cdn.test/p", "quality_score": q}
            for i, q in enumerate(scores)
        ]
        return {"items": items[::-1], "next_cursor": None}

    def _approve(self, shot_id: str, body: dict[str, Any]) -> dict[str, Any]:
        self.approved[shot_id] = body["prediction_id"]
        return {}

    def _export(self, body: dict[str, Any]) -> dict[str, Any]:
        export = self._keep("export", body)
        export.update(status="COMPLETED", download_url="http://s3.test/export.zip")
        self._tell("export.completed", export_id=export["id"], status="COMPLETED", percent=100)
        return {**export, "status": "PENDING", "download_url": None}

    def _archive(self) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for index, shot_id in enumerate(self.approved, start=1):
                shot = self._made[shot_id]
                archive.writestr(f"{shot['sku']}_{shot['shot_type_id']}_{index:03}.jpg", b"jpg")
        return buffer.getvalue()


@pytest.fixture
def cloud() -> FakeCloud:
    buffer = io.BytesIO()
    Image.new("RGB", (30, 40), "#d98e6a").save(buffer, "PNG")
    return FakeCloud(buffer.getvalue())
