"""Uploads and the stored files that result from them."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.wiring.base import PlatformPart

if TYPE_CHECKING:
    from shared.media.service import MediaResourceService
    from shared.media.upload_inspection import UploadInspector
    from shared.media.uploads import UploadService


class MediaWiring(PlatformPart):
    @cached_property
    def resources(self) -> "MediaResourceService":
        from shared.media.repository import MediaRepository
        from shared.media.service import MediaResourceService

        return MediaResourceService(
            MediaRepository(self.table),
            self.base.bucket,
            self.base.settings.cdn_base_url,
            self.clock,
        )

    @cached_property
    def uploads(self) -> "UploadService":
        from shared.media.repository import UploadRepository
        from shared.media.uploads import UploadService

        return UploadService(UploadRepository(self.table), self.base.bucket, self.clock)

    @cached_property
    def inspector(self) -> "UploadInspector":
        from shared.media.repository import UploadRepository
        from shared.media.upload_inspection import UploadInspector

        return UploadInspector(UploadRepository(self.table), self.base.bucket, self.clock)
