"""Operations of administrators under their own prefix; the features have the handlers."""

from fastapi import APIRouter, status

from functions.api.routes.subjects import create_subject
from shared.media.errors import ATTACHING
from shared.web.problems import problems

router = APIRouter(prefix="/admin", tags=["admin"])

router.add_api_route(
    "/subjects",
    create_subject,
    methods=["POST"],
    status_code=status.HTTP_201_CREATED,
    responses=problems(*ATTACHING),
    name="create_subject_as_admin",
)
