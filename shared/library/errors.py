"""The error codes of subjects, styles, guidelines, shot types and base images."""

from shared.core.errors import Conflict, ErrorCode, Invalid, NotFound, Reason, Section

BASE_IMAGE_ORDER_EXISTS = ErrorCode(
    "task_exists",
    Conflict,
    "This order of base images was created by an earlier, equal request. Read it.",
)
BASE_IMAGE_ORDER_NOT_FOUND = ErrorCode(
    "base_image_order_not_found",
    NotFound,
    "The subject has no such order of base images. Order them again.",
)
GUIDELINE_EXISTS = ErrorCode(
    "guideline_exists",
    Conflict,
    "This guideline was created by an earlier, equal request. Read it.",
)
GUIDELINE_NOT_FOUND = ErrorCode(
    "guideline_not_found",
    NotFound,
    "The organization has no such guideline. Take an id from `GET /guidelines`.",
)
NO_BASE_IMAGE = Reason(
    "no_base_image",
    Section.FAILED_GENERATIONS,
    "Compute ended without an image of the subject and gave no reason. Order the base images "
    "again.",
)
SHOT_TYPE_EXISTS = ErrorCode(
    "shot_type_exists",
    Conflict,
    "This shot type was created by an earlier, equal request. Read it.",
)
SHOT_TYPE_NOT_FOUND = ErrorCode(
    "shot_type_not_found",
    NotFound,
    "The organization has no such shot type. Take an id from `GET /shot-types`.",
)
STYLE_EXISTS = ErrorCode(
    "style_exists", Conflict, "This style was created by an earlier, equal request. Read it."
)
STYLE_NOT_FOUND = ErrorCode(
    "style_not_found",
    NotFound,
    "The organization has no such style. Take an id from `GET /styles`.",
)
SUBJECT_EXISTS = ErrorCode(
    "subject_exists", Conflict, "This subject was created by an earlier, equal request. Read it."
)
SUBJECT_NOT_FOUND = ErrorCode(
    "subject_not_found",
    NotFound,
    "The organization has no such subject. Take an id from `GET /subjects`.",
)
SUBJECT_WITHOUT_IMAGE = ErrorCode(
    "subject_without_image",
    Invalid,
    "The workflow, or the order of base images, starts from an image of the virtual model, and the "
    "subject named by `subject_id` has none. Add a base image to it.",
)

# The answers of every request that names entries of the library.
UNKNOWN_ENTRIES = (GUIDELINE_NOT_FOUND, SHOT_TYPE_NOT_FOUND, STYLE_NOT_FOUND, SUBJECT_NOT_FOUND)
