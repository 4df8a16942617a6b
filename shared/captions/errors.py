"""The error codes of captions."""

from shared.core.errors import Conflict, ErrorCode, NotFound, Reason, Section

CAPTION_EXISTS = ErrorCode(
    "caption_exists", Conflict, "This caption was created by an earlier, equal request. Read it."
)
CAPTION_NOT_ENDED = ErrorCode(
    "caption_not_ended",
    Conflict,
    "The caption is still being written. Change it when it has ended.",
)
CAPTION_NOT_FOUND = ErrorCode(
    "caption_not_found", NotFound, "The organization has no such caption."
)
NO_CAPTION = Reason(
    "no_caption",
    Section.FAILED_GENERATIONS,
    "Compute ended without a text and gave no reason. Order the caption again.",
)
