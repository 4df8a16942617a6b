"""From a photograph to a product: presign, send to S3, wait for the inspection, create."""

from local.demo.answers import Named
from local.demo.errors import DemoError
from local.demo.inbox import Sign
from local.demo.photos import Photo
from local.demo.progress import Row
from local.demo.run import Run

_END = {"validated": True, "rejected": False}


class PhotoRejectedError(DemoError):
    """The inspection said no; the message is its reason."""


async def ingest(run: Run, photo: Photo, row: Row) -> Named:
    with run.clock.span("upload"):
        row.phase = "uploading"
        size_bytes = photo.path.stat().st_size
        form = await run.client.presign(photo.path.name, photo.content_type, size_bytes)
        await run.inbox.connected()
        await run.client.send_form(form, photo.path, photo.content_type)
        row.phase = "being inspected"
        await _inspected(run, form.file_id)
        run.counts.validated += 1
    with run.clock.span("products"):
        row.phase = "into the catalogue"
        return await run.client.create_product(photo.product(form.file_id))


async def _inspected(run: Run, file_id: str) -> None:
    async def ask() -> Sign:
        return Sign(ok=_END.get((await run.client.upload(file_id)).status))

    if not (await run.inbox.end_of(file_id, ask)).ok:
        reason = (await run.client.upload(file_id)).reason
        raise PhotoRejectedError(reason.detail if reason else "no reason was given")
