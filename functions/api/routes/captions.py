"""Captions of predictions."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response, status

from functions.api.deps.caller import requires
from functions.api.deps.captions import get_caption_service
from shared.captions.schemas import CaptionCreate, CaptionRead, CaptionUpdate
from shared.captions.service import CaptionService
from shared.core.paging import DEFAULT_LIMIT, Limit, Page
from shared.identity.principal import Principal
from shared.identity.scopes import Scope

router = APIRouter(prefix="/captions", tags=["captions"])

Reader = Annotated[Principal, Depends(requires(Scope.GENERATIONS_READ))]
Writer = Annotated[Principal, Depends(requires(Scope.GENERATIONS_WRITE))]
Captions = Annotated[CaptionService, Depends(get_caption_service)]


@router.post("", status_code=status.HTTP_202_ACCEPTED)
def create_caption(
    caption_in: CaptionCreate, caller: Writer, captions: Captions, response: Response
) -> CaptionRead:
    """Have a caption written for a prediction; `Location` tells where to find it."""
    caption = captions.create(caption_in, caller)
    response.headers["Location"] = caption.links["self"]
    return caption


@router.get("")
def list_captions(
    prediction_id: UUID,
    caller: Reader,
    captions: Captions,
    limit: Limit = DEFAULT_LIMIT,
    cursor: str | None = None,
) -> Page[CaptionRead]:
    """The captions of a prediction, newest first."""
    return captions.list(prediction_id, caller, limit=limit, cursor=cursor)


@router.get("/{caption_id}")
def get_caption(caption_id: UUID, caller: Reader, captions: Captions) -> CaptionRead:
    """One caption; 404 also when it belongs to another organization."""
    return captions.get(caption_id, caller)


@router.patch("/{caption_id}")
def update_caption(
    caption_id: UUID, changes: CaptionUpdate, caller: Writer, captions: Captions
) -> CaptionRead:
    """Put a person's words in place of the model's."""
    return captions.edit(caption_id, changes, caller)
