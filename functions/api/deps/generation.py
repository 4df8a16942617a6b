"""Generations, and the way to Compute."""

from functools import cache

from functions.api.deps.foundation import get_secrets, get_settings, get_table
from functions.api.deps.media import get_media_service
from functions.api.deps.products import get_product_service
from functions.api.deps.review import get_prediction_service
from functions.api.deps.shooting import (
    get_catalogue_service,
    get_shooting_look_service,
    get_shooting_service,
    get_shot_service,
)
from shared.compute_client.client import ComputeServerClient
from shared.generation.budget_service import BudgetService
from shared.generation.control_service import GenerationControlService
from shared.generation.repository import GenerationRepository
from shared.generation.results import ResultKeeper
from shared.generation.scene import SceneFinder
from shared.generation.service import GenerationService
from shared.generation.workflow_service import GenerationWorkflowService


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
def get_generation_control_service() -> GenerationControlService:
    return GenerationControlService(
        GenerationRepository(get_table()), get_compute_client(), get_shooting_service()
    )


@cache
def get_budget_service() -> BudgetService:
    return BudgetService(get_compute_client(), get_shooting_service())
