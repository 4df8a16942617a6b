"""Generation control."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response, status

from functions.api.deps.caller import requires
from functions.api.deps.generation import (
    get_generation_control_service,
    get_generation_service,
    get_generation_workflow_service,
)
from shared.compute.contract.costs import Estimate
from shared.core.paging import DEFAULT_LIMIT, Limit, Page
from shared.generation.control_service import GenerationControlService
from shared.generation.models import GenerationStatus
from shared.generation.schemas import (
    GenerationCreate,
    GenerationNodes,
    GenerationRead,
    GenerationsCancel,
    GenerationsCancelled,
)
from shared.generation.service import GenerationService
from shared.generation.workflow_service import GenerationWorkflowService
from shared.identity.principal import Principal
from shared.identity.scopes import Scope

router = APIRouter(prefix="/generations", tags=["generations"])

Reader = Annotated[Principal, Depends(requires(Scope.GENERATIONS_READ))]
Writer = Annotated[Principal, Depends(requires(Scope.GENERATIONS_WRITE))]
Generations = Annotated[GenerationService, Depends(get_generation_service)]
Workflow = Annotated[GenerationWorkflowService, Depends(get_generation_workflow_service)]
Control = Annotated[GenerationControlService, Depends(get_generation_control_service)]


@router.post(
    "",
    status_code=status.HTTP_202_ACCEPTED,
    responses={status.HTTP_200_OK: {"model": Estimate, "description": "What it would cost"}},
)
def start_generation(
    generation_in: GenerationCreate,
    caller: Writer,
    workflow: Workflow,
    response: Response,
    dry_run: bool = False,
) -> GenerationRead | Estimate:
    """Order predictions of a look in a shot type; `Location` tells where to follow them.

    With `dry_run` it is only checked and priced, and nothing is written.
    """
    asked = (
        generation_in.shooting_look_id,
        generation_in.shot_type_id,
        generation_in.config,
        caller,
        generation_in.priority,
    )
    if dry_run:
        response.status_code = status.HTTP_200_OK
        return workflow.estimate(*asked)
    generation = workflow.start_generation(*asked)
    response.headers["Location"] = generation.links["self"]
    return generation


@router.post("/cancel", status_code=status.HTTP_202_ACCEPTED)
def cancel_generations(
    cancel_in: GenerationsCancel, caller: Writer, control: Control
) -> GenerationsCancelled:
    """Cancel what waits, or all; of one shooting, or of the organization."""
    return control.cancel_many(cancel_in, caller)


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


@router.get("/{generation_id}/nodes")
def list_generation_nodes(generation_id: UUID, caller: Reader, control: Control) -> GenerationNodes:
    """Its steps: status, attempts, provider, duration and cost of each."""
    return control.nodes(generation_id, caller)


@router.post("/{generation_id}/cancel", status_code=status.HTTP_202_ACCEPTED)
def cancel_generation(generation_id: UUID, caller: Writer, control: Control) -> GenerationRead:
    """Cancel it; what providers have begun is stopped where they can. 409 after its end."""
    return control.cancel(generation_id, caller)


@router.post("/{generation_id}/retry", status_code=status.HTTP_202_ACCEPTED)
def retry_generation(
    generation_id: UUID, caller: Writer, control: Control, response: Response
) -> GenerationRead:
    """Order the same again, with the same seed, as a new generation (`retry_of`)."""
    generation = control.retry(generation_id, caller)
    response.headers["Location"] = generation.links["self"]
    return generation
