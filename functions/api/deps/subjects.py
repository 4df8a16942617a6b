"""Base images of subjects that are generated."""

from functools import cache

from functions.api.deps.foundation import get_table
from functions.api.deps.generation import get_compute_client
from functions.api.deps.media import get_media_service
from shared.library.base_image_orders import BaseImageOrderRepository
from shared.library.base_image_service import BaseImageService
from shared.library.repositories import SubjectRepository


@cache
def get_base_image_service() -> BaseImageService:
    table = get_table()
    return BaseImageService(
        SubjectRepository(table),
        BaseImageOrderRepository(table),
        get_compute_client(),
        get_media_service(),
    )
