"""Uploads and the pictures that became of them."""

from functools import cache

from functions.api.deps.foundation import get_bucket, get_settings, get_table
from shared.media.repository import MediaRepository, UploadRepository
from shared.media.service import MediaResourceService
from shared.media.uploads import UploadService


@cache
def get_media_service() -> MediaResourceService:
    return MediaResourceService(
        MediaRepository(get_table()), get_bucket(), get_settings().cdn_base_url
    )


@cache
def get_upload_service() -> UploadService:
    return UploadService(UploadRepository(get_table()), get_bucket())
