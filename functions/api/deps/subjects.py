"""Base images of subjects that are generated."""

from functions.api.deps.foundation import provide

get_base_image_service = provide(lambda platform: platform.library.base_images)
