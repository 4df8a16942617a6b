"""Base images of subjects that are generated."""

from functools import cache

from functions.api.deps.foundation import get_table
from functions.api.deps.generation import get_compute_client
from functions.api.deps.media import get_media_service
from shared.shooting.base_image_orders import BaseImageOrderRepository
from shared.shooting.base_image_service import BaseImageService
from shared.shooting.repositories import SubjectRepository


@cache
def get_base_image_service() -> BaseImageService:
    table = get_table()
    return BaseImageService(
        SubjectRepository(table),
        BaseImageOrderRepository(table),
        get_compute_client(),
        get_media_service(),
    )
