"""Exports in the platform table, and their images in one partition per export."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.aws import keys
from shared.aws.attributes import Item
from shared.aws.keys import Key, Noun
from shared.aws.repository import Repository
from shared.aws.table import Query
from shared.aws.writes import Put, Update
from shared.core.clock import iso
from shared.delivery.errors import (
    EXPORT_EXISTS,
    EXPORT_IMAGE_NOT_FOUND,
    EXPORT_MOVED_ON,
    EXPORT_NOT_FOUND,
)
from shared.delivery.models import Export, ExportImage
from shared.delivery.schemas import ExportStatus, ImageStatus


class ExportRepository(Repository[Export]):
    entity = Export
    noun = Noun.EXPORT
    title = "Export"
    not_found = EXPORT_NOT_FOUND
    exists = EXPORT_EXISTS

    def transition(
        self,
        export: Export,
        status: ExportStatus,
        *,
        before: Sequence[ExportStatus],
        now: datetime,
        changes: Item | None = None,
    ) -> Update:
        """Change the status, with further `changes`.

        Fails with Conflict (`export_moved_on`) unless the stored status is one of `before`.
        """
        allowed = {f"before_{n}": str(allowed) for n, allowed in enumerate(before)}
        return Update(
            self.key(export),
            set={"status": str(status), "updated_at": iso(now), **(changes or {})},
            add={"version": 1},
            condition=f"#status IN ({', '.join(f':{name}' for name in allowed)})",
            values=allowed,
            error=EXPORT_MOVED_ON("The export is in another state meanwhile."),
        )

    def images(self, export: Export) -> list[ExportImage]:
        """The manifest in order of `n`; empty until the export is prepared."""
        query = Query(self._collection(export), prefix=keys.member_prefix(Noun.IMAGE))
        return [ExportImage.model_validate(item) for item in self.table.every(query)]

    def get_image(self, organization_id: UUID, export_id: UUID, n: int) -> ExportImage:
        """Raises NotFound (`export_image_not_found`)."""
        item = self.table.get(_image_key(organization_id, export_id, n))
        if item is None:
            raise EXPORT_IMAGE_NOT_FOUND("Export image not found")
        return ExportImage.model_validate(item)

    def image_creation(self, image: ExportImage) -> Put:
        """Fails with ConditionFailed if the line exists."""
        return Put(_image_item(image))

    def settlement(self, image: ExportImage) -> Put:
        """Write the result of an image. Fails with ConditionFailed unless it is pending."""
        return Put(
            _image_item(image),
            condition="#status = :pending",
            values={"pending": str(ImageStatus.PENDING)},
        )

    def _collection(self, export: Export) -> str:
        return keys.collection(export.organization_id, Noun.EXPORT, export.id)


def _image_key(organization_id: UUID, export_id: UUID, n: int) -> Key:
    return keys.member(organization_id, Noun.EXPORT, export_id, Noun.IMAGE, f"{n:05d}")


def _image_item(image: ExportImage) -> dict[str, Any]:
    return {
        **_image_key(image.organization_id, image.export_id, image.n)._asdict(),
        "kind": str(Noun.IMAGE),
        **image.model_dump(mode="json"),
    }
