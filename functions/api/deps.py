"""Where the pieces are put together: settings, tables, services, and the caller.

Services are made once per process. A route asks for `Annotated[ProductService, Depends(...)]`.
"""

from collections.abc import Callable
from functools import cache
from typing import Annotated

from fastapi import Depends, Header

from shared.aws.bucket import Bucket
from shared.aws.secrets import Secrets
from shared.aws.table import Table
from shared.aws.workflows import Workflows
from shared.catalog.repository import ProductRepository
from shared.catalog.service import ProductService
from shared.core.clock import utc_now
from shared.core.errors import Unauthenticated
from shared.core.settings import Settings
from shared.delivery.repository import ExportRepository
from shared.delivery.reviewed_shots import ReviewedShots
from shared.delivery.service import ExportService
from shared.generation.compute_client import ComputeServerClient
from shared.generation.repository import GenerationRepository
from shared.generation.results import ResultKeeper
from shared.generation.scene import SceneFinder
from shared.generation.service import GenerationService
from shared.generation.workflow_service import GenerationWorkflowService
from shared.identity.organization_service import OrganizationService
from shared.identity.principal import Principal
from shared.identity.repository import (
    OrganizationRepository,
    SessionRepository,
    UserRepository,
)
from shared.identity.scopes import Scope
from shared.identity.service import AuthService
from shared.identity.session_service import SessionService
from shared.identity.tokens import TokenSigner
from shared.media.repository import MediaRepository, UploadRepository
from shared.media.service import MediaResourceService
from shared.media.uploads import UploadService
from shared.realtime.repository import ConnectionRepository
from shared.realtime.service import ConnectionService
from shared.review.approved_service import ApprovedShotService
from shared.review.bulk_service import BulkApprovalService
from shared.review.decision_service import DecisionService
from shared.review.gallery_service import GalleryService
from shared.review.prediction_service import PredictionService
from shared.review.repository import PredictionRepository
from shared.shooting.catalogue_service import CatalogueService
from shared.shooting.entry_service import GuidelineService, ShotTypeService
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
from shared.shooting.starters import starter_writes
from shared.shooting.style_service import StyleService
from shared.shooting.subject_service import SubjectService


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
def get_secrets() -> Secrets:
    return Secrets()


@cache
def get_token_signer() -> TokenSigner:
    return TokenSigner(get_secrets(), get_settings().require("jwt_secret"))


@cache
def get_auth_service() -> AuthService:
    table = get_table()
    return AuthService(
        UserRepository(table),
        OrganizationRepository(table),
        SessionService(SessionRepository(table)),
        get_token_signer(),
        starters=lambda organization_id, user_id: starter_writes(organization_id, user_id, utc_now),
    )


@cache
def get_organization_service() -> OrganizationService:
    return OrganizationService(OrganizationRepository(get_table()))


@cache
def get_media_service() -> MediaResourceService:
    return MediaResourceService(
        MediaRepository(get_table()), get_bucket(), get_settings().cdn_base_url
    )


@cache
def get_upload_service() -> UploadService:
    return UploadService(UploadRepository(get_table()), get_bucket())


@cache
def get_product_service() -> ProductService:
    return ProductService(ProductRepository(get_table()), get_media_service())


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


@cache
def get_prediction_service() -> PredictionService:
    return PredictionService(
        PredictionRepository(get_table()),
        get_shot_service(),
        get_shooting_service(),
        get_media_service(),
    )


@cache
def get_decision_service() -> DecisionService:
    return DecisionService(PredictionRepository(get_table()), get_shot_service())


@cache
def get_bulk_approval_service() -> BulkApprovalService:
    return BulkApprovalService(
        PredictionRepository(get_table()), get_shot_service(), get_decision_service()
    )


@cache
def get_gallery_service() -> GalleryService:
    return GalleryService(
        PredictionRepository(get_table()),
        get_shot_service(),
        get_shooting_service(),
        get_shooting_look_service(),
        get_catalogue_service(),
        get_product_service(),
        get_media_service(),
    )


@cache
def get_approved_shot_service() -> ApprovedShotService:
    return ApprovedShotService(
        PredictionRepository(get_table()),
        get_shot_service(),
        get_shooting_service(),
        get_shooting_look_service(),
        get_catalogue_service(),
        get_product_service(),
    )


@cache
def get_export_service() -> ExportService:
    settings = get_settings()
    shots = ReviewedShots(
        get_approved_shot_service(),
        get_shot_service(),
        get_shooting_service(),
        get_media_service(),
    )
    return ExportService(
        ExportRepository(get_table()),
        shots,
        get_bucket(),
        Workflows(),
        settings.require("export_machine"),
        int(settings.map_concurrency),
    )


@cache
def get_compute_client() -> ComputeServerClient:
    settings, secrets = get_settings(), get_secrets()
    token_arn = settings.require("compute_server_admin_token")
    return ComputeServerClient(
        settings.require("compute_server_api_url"), lambda: secrets.current(token_arn)
    )


@cache
def get_generation_service() -> GenerationService:
    return GenerationService(GenerationRepository(get_table()))


@cache
def get_generation_workflow_service() -> GenerationWorkflowService:
    return GenerationWorkflowService(
        GenerationRepository(get_table()),
        get_compute_client(),
        SceneFinder(
            get_shooting_service(),
            get_shooting_look_service(),
            get_catalogue_service(),
            get_product_service(),
            get_media_service(),
        ),
        get_shooting_service(),
        get_shot_service(),
        ResultKeeper(get_shot_service(), get_prediction_service(), get_media_service()),
    )


@cache
def get_connection_service() -> ConnectionService:
    table = Table(get_settings().require("connections_table"))
    return ConnectionService(ConnectionRepository(table))


def get_current_user(authorization: Annotated[str | None, Header()] = None) -> Principal:
    """The caller by the bearer token; raises `Unauthenticated` without a good one."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated("token_missing", "Send `Authorization: Bearer <access token>`.")
    return get_token_signer().verify_access(token)


def requires(scope: Scope) -> Callable[[Principal], Principal]:
    """A dependency that yields the caller if the role holds `scope`."""

    def demand(principal: Annotated[Principal, Depends(get_current_user)]) -> Principal:
        principal.demand(scope)
        return principal

    demand.scope = scope  # type: ignore[attr-defined]  # the test that walks all routes reads it
    return demand
