"""The error codes of exports."""

from shared.core.errors import (
    Conflict,
    ErrorCode,
    Invalid,
    NotFound,
    Reason,
    Section,
    TooLarge,
    Unavailable,
)

BAD_PATTERN = ErrorCode(
    "bad_pattern",
    Invalid,
    "The naming pattern is empty, has a brace without a partner, or a character that file names "
    "must not have. Write it like `{sku}_{shot_type}_{index}`.",
)
DESTINATION_NOT_AVAILABLE = ErrorCode(
    "destination_not_available",
    Invalid,
    "Only `download` is available today, not `dam` or `webhook`. Order the export as a download.",
)
DUPLICATE_SHOT = ErrorCode(
    "duplicate_shot", Invalid, "An export names the same shot twice. Leave out the repeats."
)
EXPORT_EXISTS = ErrorCode(
    "export_exists", Conflict, "This export was created by an earlier, equal request. Read it."
)
EXPORT_IMAGE_NOT_FOUND = ErrorCode(
    "export_image_not_found",
    NotFound,
    "A step of the export machine names an image that the manifest does not have.",
    Section.INTERNAL,
)
EXPORT_MOVED_ON = ErrorCode(
    "export_moved_on",
    Conflict,
    "The export has a later state already; another run of the step was first.",
    Section.INTERNAL,
)
EXPORT_NOT_FOUND = ErrorCode(
    "export_not_found",
    NotFound,
    "The organization has no such export. Take an id from `GET /exports`.",
)
EXPORT_NOT_STARTED = ErrorCode(
    "export_not_started",
    Unavailable,
    "The export was stored, but its execution could not be started, so it counts as failed. Order "
    "it again in a moment.",
    also={Section.FAILED_EXPORTS: "The execution could not be started. Order the export again."},
)
EXPORT_STOPPED = Reason(
    "export_stopped",
    Section.FAILED_EXPORTS,
    "A fault on our side stopped the export; the approvals are unchanged. Order it again.",
)
NO_IMAGE_RENDERED = Reason(
    "no_image_rendered",
    Section.FAILED_EXPORTS,
    "None of the images could be exported. `errors` has the reason of each.",
)
NOTHING_TO_EXPORT = ErrorCode(
    "nothing_to_export",
    Invalid,
    "No shot of the shooting has the requested status. Approve some shots first.",
)
SHOTS_NOT_APPROVED = ErrorCode(
    "shot_not_approved",
    Invalid,
    "A shot of the export is not approved; `errors` points at each. Approve one of its predictions "
    "first.",
)
TOO_MANY_SHOTS = ErrorCode(
    "too_many_shots",
    TooLarge,
    "The shooting has more shots than one export takes; `max_shots` is the limit. Name the shots "
    "in several exports.",
)
UNKNOWN_VARIABLE = ErrorCode(
    "unknown_variable",
    Invalid,
    "The naming pattern names a variable that does not exist. Use those in `allowed_variables`.",
)

# The answers of every request that orders an export.
EXPORTING = (BAD_PATTERN, DESTINATION_NOT_AVAILABLE, EXPORT_NOT_STARTED, UNKNOWN_VARIABLE)
