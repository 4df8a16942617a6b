"""The error codes of generations."""

from shared.core.errors import Conflict, ErrorCode, Invalid, NotFound, Reason, Section

GENERATION_COMPLETED = ErrorCode(
    "generation_completed",
    Conflict,
    "A generation that has its images cannot be repeated. Start a new one.",
)
GENERATION_ENDED = ErrorCode(
    "generation_ended", Conflict, "The generation has ended, so it cannot be cancelled."
)
GENERATION_EXISTS = ErrorCode(
    "generation_exists",
    Conflict,
    "This generation was created by an earlier, equal request. Read it.",
)
GENERATION_NOT_ENDED = ErrorCode(
    "generation_not_ended",
    Conflict,
    "Only a generation that failed or was cancelled can be repeated. Cancel it first, or wait.",
)
GENERATION_NOT_FOUND = ErrorCode(
    "generation_not_found",
    NotFound,
    "The organization has no such generation. Take an id from `GET /generations`.",
)
NO_PREDICTIONS = Reason(
    "no_predictions",
    Section.FAILED_GENERATIONS,
    "Compute ended without an image and gave no reason. Start a new generation.",
)
OPTION_NOT_AVAILABLE = ErrorCode(
    "option_not_available",
    Invalid,
    "The workflow has no use for an option of the config, for example `upscale` for a video. "
    "`detail` names it; leave it out.",
)
PRODUCT_WITHOUT_IMAGE = ErrorCode(
    "product_without_image",
    Invalid,
    "The product has no image to draw the garment from. Add an image to the product named by "
    "`product_id`, then start the generation again.",
)
PROMPT_TOO_LONG = ErrorCode(
    "prompt_too_long",
    Invalid,
    "Template, style, subject and `prompt_extra` together are too long. Shorten one of them.",
)
