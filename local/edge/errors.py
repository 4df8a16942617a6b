"""The error codes that the edge answers by itself."""

from http import HTTPStatus

from shared.core.errors import Section
from shared.core.problems import StatusCode

BAD_PATH = StatusCode(
    "bad_path",
    HTTPStatus.BAD_REQUEST,
    "The path contains `.` or `..` as a segment. Write it out.",
    Section.EDGE,
)
BODY_TOO_LARGE = StatusCode(
    "body_too_large",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "The body has more than the 10 MB that API Gateway takes. Files go through "
    "`POST /uploads/presign`.",
    Section.EDGE,
)
MEDIA_NOT_FOUND = StatusCode(
    "media_not_found", HTTPStatus.NOT_FOUND, "There is no image at this address.", Section.EDGE
)
METHOD_NOT_ALLOWED = StatusCode(
    "method_not_allowed",
    HTTPStatus.METHOD_NOT_ALLOWED,
    "Images and pages can only be read. Use `GET` or `HEAD`.",
    Section.EDGE,
)
NOT_FOUND = StatusCode(
    "not_found",
    HTTPStatus.NOT_FOUND,
    "The edge has nothing at this path. Its home page links the paths that it has.",
    Section.EDGE,
)
ORIGIN_FAILED = StatusCode(
    "origin_failed",
    HTTPStatus.BAD_GATEWAY,
    "The bucket answered with an error of its own. `make logs` shows why.",
    Section.EDGE,
)
ORIGIN_TIMEOUT = StatusCode(
    "origin_timeout",
    HTTPStatus.GATEWAY_TIMEOUT,
    "The cloud behind the edge took too long. Try again; `make logs` shows what it is doing.",
    Section.EDGE,
)
ORIGIN_UNREACHABLE = StatusCode(
    "origin_unreachable",
    HTTPStatus.BAD_GATEWAY,
    "The cloud behind the edge does not answer. `make status` shows what runs, `make up` "
    "starts it.",
    Section.EDGE,
)
