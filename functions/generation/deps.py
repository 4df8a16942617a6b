"""The pieces that the generation functions need, made once per process."""

from functools import cache

from shared.aws.bucket import Bucket
from shared.aws.secrets import Secrets
from shared.aws.table import Table
from shared.catalog.repository import ProductRepository
from shared.catalog.service import ProductService
from shared.core.settings import Settings
from shared.generation.compute_client import ComputeServerClient
from shared.generation.event_listener import ComputeEventListener
from shared.generation.repository import GenerationRepository
from shared.generation.results import ResultKeeper
from shared.generation.scene import SceneFinder
from shared.generation.workflow_service import GenerationWorkflowService
from shared.media.repository import MediaRepository
from shared.media.service import MediaResourceService
from shared.review.prediction_service import PredictionService
from shared.review.repository import PredictionRepository
from shared.shooting.catalogue_service import CatalogueService
from shared.shooting.look_service import ShootingLookService
from shared.shooting.repositories import (
    GuidelineRepository,
    LookRepository,
    ShootingRepository,
    ShotRepository,
    ShotTypeRepository,
    StyleRepository,
    SubjectRepository,
)
from shared.shooting.service import ShootingService
from shared.shooting.shot_service import ShotService


@cache
def get_settings() -> Settings:
    return Settings.from_environment()


@cache
def get_table() -> Table:
    return Table(get_settings().require("platform_table"))


@cache
def get_compute_client() -> ComputeServerClient:
    settings, secrets = get_settings(), Secrets()
    token_arn = settings.require("compute_server_admin_token")
    return ComputeServerClient(
        settings.require("compute_server_api_url"), lambda: secrets.current(token_arn)
    )


@cache
def get_media_service() -> MediaResourceService:
    settings = get_settings()
    return MediaResourceService(
        MediaRepository(get_table()),
        Bucket(settings.require("media_bucket")),
        settings.cdn_base_url,
    )


@cache
def get_workflow_service() -> GenerationWorkflowService:
    table, media = get_table(), get_media_service()
    catalogue = CatalogueService(
        SubjectRepository(table),
        StyleRepository(table),
        GuidelineRepository(table),
        ShotTypeRepository(table),
    )
    products = ProductService(ProductRepository(table), media)
    shots = ShotService(ShotRepository(table), LookRepository(table), ShootingRepository(table))
    shootings = ShootingService(ShootingRepository(table), catalogue)
    looks = ShootingLookService(LookRepository(table), shots, shootings, catalogue, products)
    predictions = PredictionService(PredictionRepository(table), shots, shootings, media)
    return GenerationWorkflowService(
        GenerationRepository(table),
        get_compute_client(),
        SceneFinder(shootings, looks, catalogue, products, media),
        shootings,
        shots,
        ResultKeeper(shots, predictions, media),
    )


@cache
def get_event_listener() -> ComputeEventListener:
    return ComputeEventListener(get_workflow_service(), get_compute_client())
