"""The error codes of shootings, looks and shots."""

from shared.core.errors import Conflict, ErrorCode, Invalid, NotFound

FILTER_REQUIRED = ErrorCode(
    "filter_required",
    Invalid,
    "Shots are listed by shooting or by look. Send `shooting_id` or `shooting_look_id`.",
)
LOOK_EXISTS = ErrorCode(
    "look_exists", Conflict, "This look was created by an earlier, equal request. Read it."
)
LOOK_NOT_FOUND = ErrorCode(
    "shooting_look_not_found",
    NotFound,
    "The organization has no such look. Take an id from `GET /shooting-looks`.",
)
SHOOTING_ARCHIVED = ErrorCode(
    "shooting_archived",
    Conflict,
    "An archived shooting takes no new looks or generations. Work on in another shooting.",
)
SHOOTING_EXISTS = ErrorCode(
    "shooting_exists", Conflict, "This shooting was created by an earlier, equal request. Read it."
)
SHOOTING_NOT_FOUND = ErrorCode(
    "shooting_not_found",
    NotFound,
    "The organization has no such shooting. Take an id from `GET /shootings`.",
)
SHOOTING_TRANSITION_REFUSED = ErrorCode(
    "shooting_transition_refused",
    Conflict,
    "A shooting cannot change from its `status` to the requested one. Send one of `allowed`.",
)
SHOT_EXISTS = ErrorCode(
    "shot_exists", Conflict, "This shot was created by an earlier, equal request. Read it."
)
SHOT_EXPORTED = ErrorCode(
    "shot_exported",
    Conflict,
    "The shot was delivered, so its decision stands. Make a new look to change the image.",
)
SHOT_NOT_APPROVED = ErrorCode(
    "shot_not_approved",
    Conflict,
    "The shot has no approval that could be taken back. Approve one of its predictions first.",
)
SHOT_NOT_FOUND = ErrorCode(
    "shot_not_found",
    NotFound,
    "The organization has no such shot; in an export `errors` points at each. Take an id from "
    "`GET /shots`.",
)
SHOT_NOT_REVIEWABLE = ErrorCode(
    "shot_not_reviewable",
    Conflict,
    "The shot has no predictions yet. Start a generation and wait for its images.",
)
