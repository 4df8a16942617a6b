"""Captions of predictions."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Response, status

from functions.api.deps.caller import requires
from functions.api.deps.captions import get_caption_service
from shared.aws.errors import VERSION_CONFLICT
from shared.captions.errors import CAPTION_NOT_ENDED, CAPTION_NOT_FOUND
from shared.captions.schemas import CaptionCreate, CaptionRead, CaptionUpdate
from shared.captions.service import CaptionService
from shared.compute_client.errors import SUBMITTING
from shared.core.paging import DEFAULT_LIMIT, Cursor, Limit, Page
from shared.identity.principal import Principal
from shared.identity.scopes import Scope
from shared.review.errors import PREDICTION_NOT_FOUND
from shared.web.problems import problems

router = APIRouter(prefix="/captions", tags=["captions"])

Reader = Annotated[Principal, Depends(requires(Scope.GENERATIONS_READ))]
Writer = Annotated[Principal, Depends(requires(Scope.GENERATIONS_WRITE))]
Captions = Annotated[CaptionService, Depends(get_caption_service)]
CaptionId = Annotated[UUID, Path(description="Id of the caption.")]
PredictionId = Annotated[
    UUID, Query(description="Id of the prediction that the captions describe.")
]


@router.post(
    "", status_code=status.HTTP_202_ACCEPTED, responses=problems(PREDICTION_NOT_FOUND, *SUBMITTING)
)
def create_caption(
    caption_in: CaptionCreate, caller: Writer, captions: Captions, response: Response
) -> CaptionRead:
    """Order a caption for a prediction.

    `Location` is the address of the caption.
    """
    caption = captions.create(caption_in, caller)
    response.headers["Location"] = caption.links["self"]
    return caption


@router.get("", responses=problems(PREDICTION_NOT_FOUND))
def list_captions(
    prediction_id: PredictionId,
    caller: Reader,
    captions: Captions,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Page[CaptionRead]:
    """List the captions of a prediction, newest first."""
    return captions.list(prediction_id, caller, limit=limit, cursor=cursor)


@router.get("/{caption_id}", responses=problems(CAPTION_NOT_FOUND))
def get_caption(caption_id: CaptionId, caller: Reader, captions: Captions) -> CaptionRead:
    """Read a caption.

    404 is also the answer for those of another organization.
    """
    return captions.get(caption_id, caller)


@router.patch(
    "/{caption_id}", responses=problems(CAPTION_NOT_FOUND, CAPTION_NOT_ENDED, VERSION_CONFLICT)
)
def update_caption(
    caption_id: CaptionId, changes: CaptionUpdate, caller: Writer, captions: Captions
) -> CaptionRead:
    """Replace the text of a caption."""
    return captions.edit(caption_id, changes, caller)
