"""The pieces that the delivery functions need, made once per process.

The renderer is put together beside its handler: only that function has libvips.
"""

from functools import cache

from shared.aws.bucket import Bucket
from shared.aws.table import Table
from shared.core.settings import Settings
from shared.delivery.assemble_archive import AssembleArchive
from shared.delivery.finish_export import FinishExport
from shared.delivery.prepare_export import PrepareExport
from shared.delivery.repository import ExportRepository
from shared.delivery.reviewed_shots import ReviewedShots
from shared.library.repositories import (
    GuidelineRepository,
    ShotTypeRepository,
    StyleRepository,
    SubjectRepository,
)
from shared.library.service import CatalogueService
from shared.media.repository import MediaRepository
from shared.media.service import MediaResourceService
from shared.products.repository import ProductRepository
from shared.products.service import ProductService
from shared.review.approved_service import ApprovedShotService
from shared.review.repository import PredictionRepository
from shared.shooting.look_service import ShootingLookService
from shared.shooting.repositories import LookRepository, ShootingRepository, ShotRepository
from shared.shooting.service import ShootingService
from shared.shooting.shot_service import ShotService


@cache
def get_settings() -> Settings:
    return Settings.from_environment()


@cache
def get_table() -> Table:
    return Table(get_settings().require("platform_table"))


@cache
def get_bucket() -> Bucket:
    return Bucket(get_settings().require("media_bucket"))


@cache
def get_exports() -> ExportRepository:
    return ExportRepository(get_table())


@cache
def get_reviewed_shots() -> ReviewedShots:
    table = get_table()
    media = MediaResourceService(MediaRepository(table), get_bucket(), get_settings().cdn_base_url)
    catalogue = CatalogueService(
        SubjectRepository(table),
        StyleRepository(table),
        GuidelineRepository(table),
        ShotTypeRepository(table),
    )
    looks, shootings = LookRepository(table), ShootingRepository(table)
    shots = ShotService(ShotRepository(table), looks, shootings)
    products = ProductService(ProductRepository(table), media)
    shooting_service = ShootingService(shootings, catalogue)
    approved = ApprovedShotService(
        PredictionRepository(table),
        shots,
        shooting_service,
        ShootingLookService(looks, shots, shooting_service, catalogue, products),
        catalogue,
        products,
    )
    return ReviewedShots(approved, shots, shooting_service, media)


@cache
def get_prepare_export() -> PrepareExport:
    return PrepareExport(get_exports(), get_reviewed_shots())


@cache
def get_assemble_archive() -> AssembleArchive:
    return AssembleArchive(get_exports(), get_bucket())


@cache
def get_finish_export() -> FinishExport:
    return FinishExport(get_exports(), get_reviewed_shots())
