"""Captions."""

from functools import cache

from functions.api.deps.foundation import get_table
from functions.api.deps.generation import get_compute_client
from functions.api.deps.media import get_media_service
from functions.api.deps.products import get_product_service
from functions.api.deps.review import get_prediction_service
from functions.api.deps.shooting import get_catalogue_service, get_shooting_look_service
from shared.captions.facts import FactFinder
from shared.captions.repository import CaptionRepository
from shared.captions.service import CaptionService


@cache
def get_caption_facts() -> FactFinder:
    return FactFinder(
        get_prediction_service(),
        get_shooting_look_service(),
        get_product_service(),
        get_catalogue_service(),
        get_media_service(),
    )


@cache
def get_caption_service() -> CaptionService:
    return CaptionService(CaptionRepository(get_table()), get_compute_client(), get_caption_facts())
