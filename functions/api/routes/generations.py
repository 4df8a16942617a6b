"""Generation control."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Response, status

from functions.api.deps.caller import requires
from functions.api.deps.generation import (
    get_generation_control_service,
    get_generation_service,
    get_generation_workflow_service,
)
from shared.aws.errors import VERSION_CONFLICT
from shared.compute.contract.costs import Estimate
from shared.compute_client.errors import ASKING, SUBMITTING
from shared.compute_client.models import OrderStatus
from shared.core.paging import DEFAULT_LIMIT, Cursor, Limit, Page
from shared.generation.control_service import GenerationControlService
from shared.generation.errors import (
    GENERATION_COMPLETED,
    GENERATION_ENDED,
    GENERATION_NOT_ENDED,
    GENERATION_NOT_FOUND,
    OPTION_NOT_AVAILABLE,
    PRODUCT_WITHOUT_IMAGE,
    PROMPT_TOO_LONG,
)
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
from shared.library.errors import SUBJECT_WITHOUT_IMAGE, UNKNOWN_ENTRIES
from shared.products.errors import PRODUCT_NOT_FOUND
from shared.shooting.errors import LOOK_NOT_FOUND, SHOOTING_ARCHIVED, SHOOTING_NOT_FOUND
from shared.web.problems import problems

router = APIRouter(prefix="/generations", tags=["generations"])

Reader = Annotated[Principal, Depends(requires(Scope.GENERATIONS_READ))]
Writer = Annotated[Principal, Depends(requires(Scope.GENERATIONS_WRITE))]
Generations = Annotated[GenerationService, Depends(get_generation_service)]
Workflow = Annotated[GenerationWorkflowService, Depends(get_generation_workflow_service)]
Control = Annotated[GenerationControlService, Depends(get_generation_control_service)]
GenerationId = Annotated[UUID, Path(description="Id of the generation.")]
OfShot = Annotated[UUID | None, Query(description="Only generations of this shot.")]
InStatus = Annotated[OrderStatus | None, Query(description="Only generations in this status.")]
DryRun = Annotated[bool, Query(description="Check and price the request; write nothing.")]


@router.post(
    "",
    status_code=status.HTTP_202_ACCEPTED,
    responses={
        status.HTTP_200_OK: {"model": Estimate, "description": "The estimate of a dry run"},
        **problems(
            LOOK_NOT_FOUND,
            PRODUCT_NOT_FOUND,
            PRODUCT_WITHOUT_IMAGE,
            SUBJECT_WITHOUT_IMAGE,
            OPTION_NOT_AVAILABLE,
            PROMPT_TOO_LONG,
            SHOOTING_NOT_FOUND,
            SHOOTING_ARCHIVED,
            VERSION_CONFLICT,
            *UNKNOWN_ENTRIES,
            *SUBMITTING,
        ),
    },
)
def start_generation(
    generation_in: GenerationCreate,
    caller: Writer,
    workflow: Workflow,
    response: Response,
    dry_run: DryRun = False,
) -> GenerationRead | Estimate:
    """Generate predictions of a look in a shot type.

    `Location` is the address of the generation. With `dry_run` the request is only checked and
    priced, and nothing is written.
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


@router.post(
    "/cancel", status_code=status.HTTP_202_ACCEPTED, responses=problems(SHOOTING_NOT_FOUND, *ASKING)
)
def cancel_generations(
    cancel_in: GenerationsCancel, caller: Writer, control: Control
) -> GenerationsCancelled:
    """Cancel the waiting generations, or all that have not ended.

    `shooting_id` restricts this to one shooting.
    """
    return control.cancel_many(cancel_in, caller)


@router.get("")
def list_generations(
    caller: Reader,
    generations: Generations,
    shot_id: OfShot = None,
    status: InStatus = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Page[GenerationRead]:
    """List the generations, newest first.

    `shot_id` and `status` restrict the list.
    """
    return generations.list(caller, shot_id=shot_id, status=status, limit=limit, cursor=cursor)


@router.get("/{generation_id}", responses=problems(GENERATION_NOT_FOUND))
def get_generation(
    generation_id: GenerationId, caller: Reader, generations: Generations
) -> GenerationRead:
    """Read a generation with its progress.

    404 is also the answer for those of another organization.
    """
    return generations.get(generation_id, caller)


@router.get("/{generation_id}/nodes", responses=problems(GENERATION_NOT_FOUND, *ASKING))
def list_generation_nodes(
    generation_id: GenerationId, caller: Reader, control: Control
) -> GenerationNodes:
    """List the steps of a generation.

    Each has its status, attempts, provider, duration and costs.
    """
    return control.nodes(generation_id, caller)


@router.post(
    "/{generation_id}/cancel",
    status_code=status.HTTP_202_ACCEPTED,
    responses=problems(GENERATION_NOT_FOUND, GENERATION_ENDED, *ASKING),
)
def cancel_generation(
    generation_id: GenerationId, caller: Writer, control: Control
) -> GenerationRead:
    """Cancel a generation.

    Jobs at providers are stopped where the provider can do that.
    """
    return control.cancel(generation_id, caller)


@router.post(
    "/{generation_id}/retry",
    status_code=status.HTTP_202_ACCEPTED,
    responses=problems(
        GENERATION_NOT_FOUND,
        GENERATION_NOT_ENDED,
        GENERATION_COMPLETED,
        SHOOTING_NOT_FOUND,
        SHOOTING_ARCHIVED,
        VERSION_CONFLICT,
        *SUBMITTING,
    ),
)
def retry_generation(
    generation_id: GenerationId, caller: Writer, control: Control, response: Response
) -> GenerationRead:
    """Repeat a failed or cancelled generation with the same seed.

    The repetition is a new generation (`retry_of`); `Location` is its address. Idempotent: it
    returns the existing repetition unless that one failed.
    """
    generation = control.retry(generation_id, caller)
    response.headers["Location"] = generation.links["self"]
    return generation
