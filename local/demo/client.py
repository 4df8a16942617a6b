"""The API as methods, one per route, and the files that travel beside it."""

import asyncio
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from local.demo.answers import (
    Answer,
    Export,
    Generation,
    Listing,
    Look,
    Named,
    Prediction,
    Presigned,
    ShotType,
    Ticket,
    Upload,
)
from local.demo.errors import ApiProblemError, UnreachableError, UploadError
from local.demo.wire import Wire, of_problem, of_s3


class Client:
    """Acts as the person whose login the wire has. Use it as an async context manager."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._call = wire.call

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._wire.http.aclose()

    async def login(self) -> None:
        await self._wire.login()

    async def socket_ticket(self) -> str:
        return (await self._call(Ticket, "POST", "/ws/ticket")).ticket

    async def presign(self, filename: str, content_type: str, size_bytes: int) -> Presigned:
        """An empty file keeps its size to itself: S3 has the clearer words for it."""
        size = {"bytes": size_bytes} if size_bytes else {}
        body = {"filename": filename, "content_type": content_type, **size}
        return await self._call(Presigned, "POST", "/uploads/presign", body)

    async def send_form(self, form: Presigned, path: Path, content_type: str) -> None:
        """Straight to S3; raises `UploadError` with S3's own words."""
        file = (path.name, await asyncio.to_thread(path.read_bytes), content_type)
        request = self._wire.http.build_request(
            "POST", form.url, data=form.fields, files={"file": file}
        )
        answer = await self._wire.send_file(request)
        if not answer.is_success:
            raise UploadError(f"Sending {path.name} to S3", answer.status_code, *of_s3(answer))

    async def upload(self, file_id: str) -> Upload:
        return await self._call(Upload, "GET", f"/uploads/{file_id}")

    async def create_product(self, body: dict[str, Any]) -> Named:
        return await self._call(Named, "POST", "/products", body)

    async def styles(self) -> tuple[Named, ...]:
        return (await self._call(Listing[Named], "GET", "/styles")).items

    async def subjects(self) -> tuple[Named, ...]:
        return (await self._call(Listing[Named], "GET", "/subjects")).items

    async def shot_types(self) -> tuple[ShotType, ...]:
        return (await self._call(Listing[ShotType], "GET", "/shot-types")).items

    async def create_shooting(self, body: dict[str, Any]) -> Named:
        return await self._call(Named, "POST", "/shootings", body)

    async def create_look(self, body: dict[str, Any]) -> Look:
        return await self._call(Look, "POST", "/shooting-looks", body)

    async def start_generation(self, look_id: str, shot_type_id: str, count: int) -> Generation:
        body = {
            "shooting_look_id": look_id,
            "shot_type_id": shot_type_id,
            "config": {"num_predictions": count},
        }
        return await self._call(Generation, "POST", "/generations", body)

    async def generation(self, generation_id: str) -> Generation:
        return await self._call(Generation, "GET", f"/generations/{generation_id}")

    async def predictions(self, shot_id: str) -> tuple[Prediction, ...]:
        path = f"/predictions?shot_id={shot_id}"
        return (await self._call(Listing[Prediction], "GET", path)).items

    async def approve(self, shot_id: str, prediction_id: str) -> None:
        body = {"prediction_id": prediction_id, "notes": "Best quality score"}
        await self._call(Answer, "PUT", f"/shots/{shot_id}/approve", body)

    async def start_export(self, body: dict[str, Any]) -> Export:
        return await self._call(Export, "POST", "/exports", body)

    async def export(self, export_id: str) -> Export:
        return await self._call(Export, "GET", f"/exports/{export_id}")

    async def picture(self, url: str) -> bytes:
        """A picture's bytes from the CDN."""
        answer = await self._wire.send_file(self._wire.http.build_request("GET", url))
        if not answer.is_success:
            raise ApiProblemError(f"GET {url}", answer.status_code, *of_problem(answer))
        return answer.content

    async def download(self, url: str, path: Path) -> None:
        """Into `path`, which appears only when it is complete."""
        partial = path.with_name(f"{path.name}.part")
        try:
            async with self._wire.http.stream("GET", url) as answer:
                if not answer.is_success:
                    await answer.aread()
                    raise ApiProblemError("The download", answer.status_code, *of_s3(answer))
                with partial.open("wb") as file:
                    async for chunk in answer.aiter_bytes():
                        file.write(chunk)
        except httpx.TransportError as error:
            raise UnreachableError(f"The download broke off ({error}); run it again.") from error
        partial.replace(path)
