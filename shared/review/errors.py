"""The error codes of predictions and decisions."""

from shared.core.errors import Conflict, ErrorCode, Invalid, NotFound, Section

NOTES_REQUIRED = ErrorCode(
    "notes_required",
    Invalid,
    "The reject reason `OTHER` says nothing by itself. Add `notes` that say what is wrong.",
)
PREDICTION_EXISTS = ErrorCode(
    "prediction_exists",
    Conflict,
    "This prediction was created by an earlier, equal request. Read it.",
)
PREDICTION_NOT_FOUND = ErrorCode(
    "prediction_not_found",
    NotFound,
    "The prediction does not exist, or was deleted meanwhile. List the shot's predictions and "
    "choose another.",
)
PREDICTION_OF_ANOTHER_SHOT = ErrorCode(
    "prediction_of_another_shot",
    Invalid,
    "The prediction is not one of this shot. Choose one of `GET /predictions?shot_id=`.",
)
PREDICTIONS_EXIST = ErrorCode(
    "predictions_exist",
    Conflict,
    "The end of a generation is handled twice. The predictions are stored already.",
    Section.INTERNAL,
)
REPEATED_SHOT = ErrorCode(
    "duplicate_shot",
    Invalid,
    "A bulk approval names the same shot twice. Only the repeated item fails; leave it out.",
)
