"""The pieces that the generation functions need, made once per process."""

from functools import cache

from shared.aws.bucket import Bucket
from shared.aws.secrets import Secrets
from shared.aws.table import Table
from shared.captions.facts import FactFinder
from shared.captions.repository import CaptionRepository
from shared.captions.service import CAPTION_REQUESTED, CaptionService
from shared.compute_client.client import ComputeServerClient
from shared.compute_client.order_listener import OrderListener
from shared.core.settings import Settings
from shared.generation.event_listener import ComputeEventListener
from shared.generation.repository import GenerationRepository
from shared.generation.results import ResultKeeper
from shared.generation.scene import SceneFinder
from shared.generation.workflow_service import GenerationWorkflowService
from shared.library.base_image_orders import BaseImageOrderRepository
from shared.library.base_image_service import BASE_IMAGES_REQUESTED, BaseImageService
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
from shared.review.prediction_service import PredictionService
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
def get_catalogue_service() -> CatalogueService:
    table = get_table()
    return CatalogueService(
        SubjectRepository(table),
        StyleRepository(table),
        GuidelineRepository(table),
        ShotTypeRepository(table),
    )


@cache
def get_product_service() -> ProductService:
    return ProductService(ProductRepository(get_table()), get_media_service())


@cache
def get_shooting_service() -> ShootingService:
    return ShootingService(ShootingRepository(get_table()), get_catalogue_service())


@cache
def get_shot_service() -> ShotService:
    table = get_table()
    return ShotService(ShotRepository(table), LookRepository(table), ShootingRepository(table))


@cache
def get_look_service() -> ShootingLookService:
    return ShootingLookService(
        LookRepository(get_table()),
        get_shot_service(),
        get_shooting_service(),
        get_catalogue_service(),
        get_product_service(),
    )


@cache
def get_prediction_service() -> PredictionService:
    return PredictionService(
        PredictionRepository(get_table()),
        get_shot_service(),
        get_shooting_service(),
        get_media_service(),
    )


@cache
def get_workflow_service() -> GenerationWorkflowService:
    shootings, shots, media = get_shooting_service(), get_shot_service(), get_media_service()
    return GenerationWorkflowService(
        GenerationRepository(get_table()),
        get_compute_client(),
        SceneFinder(
            shootings, get_look_service(), get_catalogue_service(), get_product_service(), media
        ),
        shootings,
        shots,
        ResultKeeper(shots, get_prediction_service(), media),
    )


@cache
def get_caption_service() -> CaptionService:
    facts = FactFinder(
        get_prediction_service(),
        get_look_service(),
        get_product_service(),
        get_catalogue_service(),
        get_media_service(),
    )
    return CaptionService(CaptionRepository(get_table()), get_compute_client(), facts)


@cache
def get_base_image_service() -> BaseImageService:
    table = get_table()
    return BaseImageService(
        SubjectRepository(table),
        BaseImageOrderRepository(table),
        get_compute_client(),
        get_media_service(),
    )


@cache
def get_event_listener() -> ComputeEventListener:
    compute = get_compute_client()
    captions, base_images = get_caption_service(), get_base_image_service()
    return ComputeEventListener(
        get_workflow_service(),
        compute,
        {
            "caption": OrderListener(captions, compute, CAPTION_REQUESTED, "caption_id"),
            "subject": OrderListener(base_images, compute, BASE_IMAGES_REQUESTED, "order_id"),
        },
    )
