"""Subjects: virtual models. Making them takes a scope of its own; using them does not."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Response, status

from functions.api.deps.caller import requires
from functions.api.deps.shooting import get_subject_service
from functions.api.deps.subjects import get_base_image_service
from shared.aws.errors import VERSION_CONFLICT
from shared.compute_client.errors import SUBMITTING
from shared.core.paging import DEFAULT_LIMIT, Cursor, Limit, Page
from shared.identity.principal import Principal
from shared.identity.scopes import Scope
from shared.library.base_image_service import BaseImageService
from shared.library.errors import (
    BASE_IMAGE_ORDER_NOT_FOUND,
    SUBJECT_NOT_FOUND,
    SUBJECT_WITHOUT_IMAGE,
)
from shared.library.schemas import (
    BaseImageOrderRead,
    BaseImagesAdd,
    BaseImagesGenerate,
    SubjectCreate,
    SubjectRead,
)
from shared.library.subject_service import SubjectService
from shared.media.errors import ATTACHING
from shared.web.problems import problems

router = APIRouter(prefix="/subjects", tags=["subjects"])

Reader = Annotated[Principal, Depends(requires(Scope.SHOOTINGS_READ))]
Maker = Annotated[Principal, Depends(requires(Scope.SUBJECTS_WRITE))]
Subjects = Annotated[SubjectService, Depends(get_subject_service)]
BaseImages = Annotated[BaseImageService, Depends(get_base_image_service)]
SubjectId = Annotated[UUID, Path(description="Id of the subject.")]
OrderId = Annotated[UUID, Path(description="Id of the order of base images, as in `Location`.")]


@router.post("", status_code=status.HTTP_201_CREATED, responses=problems(*ATTACHING))
def create_subject(subject_in: SubjectCreate, caller: Maker, subjects: Subjects) -> SubjectRead:
    """Create a subject with its base images."""
    return subjects.create(subject_in, caller)


@router.get("")
def list_subjects(
    caller: Reader, subjects: Subjects, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
) -> Page[SubjectRead]:
    """List the subjects, newest first.

    The list includes those of the starter catalogue.
    """
    return subjects.list(caller, limit=limit, cursor=cursor)


@router.get("/{subject_id}", responses=problems(SUBJECT_NOT_FOUND))
def get_subject(subject_id: SubjectId, caller: Reader, subjects: Subjects) -> SubjectRead:
    """Read a subject with its base images.

    404 is also the answer for those of another organization.
    """
    return subjects.get(subject_id, caller)


@router.post(
    "/{subject_id}/base-images",
    status_code=status.HTTP_201_CREATED,
    responses=problems(SUBJECT_NOT_FOUND, VERSION_CONFLICT, *ATTACHING),
)
def add_base_images(
    subject_id: SubjectId, images_in: BaseImagesAdd, caller: Maker, subjects: Subjects
) -> SubjectRead:
    """Add base images in further poses and angles to a subject."""
    return subjects.add_base_images(subject_id, images_in, caller)


@router.post(
    "/{subject_id}/base-images/generate",
    status_code=status.HTTP_202_ACCEPTED,
    responses=problems(SUBJECT_NOT_FOUND, SUBJECT_WITHOUT_IMAGE, *SUBMITTING),
)
def generate_base_images(
    subject_id: SubjectId,
    wanted: BaseImagesGenerate,
    caller: Maker,
    base_images: BaseImages,
    response: Response,
) -> BaseImageOrderRead:
    """Generate base images in another pose or angle.

    They are made from the base images that the subject has, and join them when the order is
    completed. `Location` is the address of the order.
    """
    order = base_images.generate(subject_id, wanted, caller)
    response.headers["Location"] = order.links["self"]
    return order


@router.get(
    "/{subject_id}/base-images/orders/{order_id}", responses=problems(BASE_IMAGE_ORDER_NOT_FOUND)
)
def get_base_image_order(
    subject_id: SubjectId, order_id: OrderId, caller: Reader, base_images: BaseImages
) -> BaseImageOrderRead:
    """Read an order of base images."""
    return base_images.get(subject_id, order_id, caller)
