"""Subjects: virtual models. Making them takes a scope of its own; using them does not."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response, status

from functions.api.deps.caller import requires
from functions.api.deps.shooting import get_subject_service
from functions.api.deps.subjects import get_base_image_service
from shared.core.paging import DEFAULT_LIMIT, Limit, Page
from shared.identity.principal import Principal
from shared.identity.scopes import Scope
from shared.library.base_image_service import BaseImageService
from shared.library.schemas import (
    BaseImageOrderRead,
    BaseImagesAdd,
    BaseImagesGenerate,
    SubjectCreate,
    SubjectRead,
)
from shared.library.subject_service import SubjectService

router = APIRouter(prefix="/subjects", tags=["subjects"])

Reader = Annotated[Principal, Depends(requires(Scope.SHOOTINGS_READ))]
Maker = Annotated[Principal, Depends(requires(Scope.SUBJECTS_WRITE))]
Subjects = Annotated[SubjectService, Depends(get_subject_service)]
BaseImages = Annotated[BaseImageService, Depends(get_base_image_service)]


@router.post("", status_code=status.HTTP_201_CREATED)
def create_subject(subject_in: SubjectCreate, caller: Maker, subjects: Subjects) -> SubjectRead:
    """Create a subject with its base images."""
    return subjects.create(subject_in, caller)


@router.get("")
def list_subjects(
    caller: Reader, subjects: Subjects, limit: Limit = DEFAULT_LIMIT, cursor: str | None = None
) -> Page[SubjectRead]:
    """The organization's subjects, those of the starter catalogue included."""
    return subjects.list(caller, limit=limit, cursor=cursor)


@router.get("/{subject_id}")
def get_subject(subject_id: UUID, caller: Reader, subjects: Subjects) -> SubjectRead:
    """One subject with its base images."""
    return subjects.get(subject_id, caller)


@router.post("/{subject_id}/base-images", status_code=status.HTTP_201_CREATED)
def add_base_images(
    subject_id: UUID, images_in: BaseImagesAdd, caller: Maker, subjects: Subjects
) -> SubjectRead:
    """Add views of the subject in further poses and angles."""
    return subjects.add_base_images(subject_id, images_in, caller)


@router.post("/{subject_id}/base-images/generate", status_code=status.HTTP_202_ACCEPTED)
def generate_base_images(
    subject_id: UUID,
    wanted: BaseImagesGenerate,
    caller: Maker,
    base_images: BaseImages,
    response: Response,
) -> BaseImageOrderRead:
    """Make views in another pose or angle from those there are; they join them when done."""
    order = base_images.generate(subject_id, wanted, caller)
    response.headers["Location"] = order.links["self"]
    return order


@router.get("/{subject_id}/base-images/orders/{order_id}")
def get_base_image_order(
    subject_id: UUID, order_id: UUID, caller: Reader, base_images: BaseImages
) -> BaseImageOrderRead:
    """What has become of such an order."""
    return base_images.get(subject_id, order_id, caller)
