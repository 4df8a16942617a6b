"""Generation control."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response, status

from functions.api.deps.caller import requires
from functions.api.deps.generation import get_generation_service, get_generation_workflow_service
from shared.core.paging import DEFAULT_LIMIT, Limit, Page
from shared.generation.models import GenerationStatus
from shared.generation.schemas import GenerationCreate, GenerationRead
from shared.generation.service import GenerationService
from shared.generation.workflow_service import GenerationWorkflowService
from shared.identity.principal import Principal
from shared.identity.scopes import Scope

router = APIRouter(prefix="/generations", tags=["generations"])

Reader = Annotated[Principal, Depends(requires(Scope.GENERATIONS_READ))]
Writer = Annotated[Principal, Depends(requires(Scope.GENERATIONS_WRITE))]
Generations = Annotated[GenerationService, Depends(get_generation_service)]
Workflow = Annotated[GenerationWorkflowService, Depends(get_generation_workflow_service)]


@router.post("", status_code=status.HTTP_202_ACCEPTED)
def start_generation(
    generation_in: GenerationCreate, caller: Writer, workflow: Workflow, response: Response
) -> GenerationRead:
    """Order predictions of a look in a shot type; `Location` tells where to follow them."""
    generation = workflow.start_generation(
        generation_in.shooting_look_id,
        generation_in.shot_type_id,
        generation_in.config,
        caller,
        generation_in.priority,
    )
    response.headers["Location"] = generation.links["self"]
    return generation


@router.get("")
def list_generations(
    caller: Reader,
    generations: Generations,
    shot_id: UUID | None = None,
    status: GenerationStatus | None = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: str | None = None,
) -> Page[GenerationRead]:
    """Generations, newest first: of a shot, in a status, or all."""
    return generations.list(caller, shot_id=shot_id, status=status, limit=limit, cursor=cursor)


@router.get("/{generation_id}")
def get_generation(generation_id: UUID, caller: Reader, generations: Generations) -> GenerationRead:
    """One generation with its progress; 404 also when it belongs to another organization."""
    return generations.get(generation_id, caller)
