"""Uploads and the stored files that result from them."""

from functions.api.deps.foundation import provide

get_media_service = provide(lambda platform: platform.media.resources)
get_upload_service = provide(lambda platform: platform.media.uploads)
