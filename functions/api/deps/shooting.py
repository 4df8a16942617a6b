"""Shootings, their looks and shots, and the catalogue that they choose from."""

from functools import cache

from functions.api.deps.foundation import get_table
from functions.api.deps.media import get_media_service
from functions.api.deps.products import get_product_service
from shared.library.entry_service import GuidelineService, ShotTypeService
from shared.library.repositories import (
    GuidelineRepository,
    ShotTypeRepository,
    StyleRepository,
    SubjectRepository,
)
from shared.library.service import CatalogueService
from shared.library.style_service import StyleService
from shared.library.subject_service import SubjectService
from shared.shooting.look_service import ShootingLookService
from shared.shooting.repositories import LookRepository, ShootingRepository, ShotRepository
from shared.shooting.service import ShootingService
from shared.shooting.shot_service import ShotService


@cache
def get_catalogue_service() -> CatalogueService:
    table = get_table()
    return CatalogueService(
        SubjectRepository(table),
        StyleRepository(table),
        GuidelineRepository(table),
        ShotTypeRepository(table),
    )


@cache
def get_subject_service() -> SubjectService:
    return SubjectService(SubjectRepository(get_table()), get_media_service())


@cache
def get_style_service() -> StyleService:
    return StyleService(StyleRepository(get_table()), get_media_service())


@cache
def get_guideline_service() -> GuidelineService:
    return GuidelineService(GuidelineRepository(get_table()))


@cache
def get_shot_type_service() -> ShotTypeService:
    return ShotTypeService(ShotTypeRepository(get_table()))


@cache
def get_shooting_service() -> ShootingService:
    return ShootingService(ShootingRepository(get_table()), get_catalogue_service())


@cache
def get_shot_service() -> ShotService:
    table = get_table()
    return ShotService(ShotRepository(table), LookRepository(table), ShootingRepository(table))


@cache
def get_shooting_look_service() -> ShootingLookService:
    return ShootingLookService(
        LookRepository(get_table()),
        get_shot_service(),
        get_shooting_service(),
        get_catalogue_service(),
        get_product_service(),
    )
