"""Domain errors as problem documents (RFC 9457). Only this module maps kinds to HTTP statuses.

Independent of any framework; shared/web converts a Problem to a response of FastAPI.
"""

from collections.abc import Iterable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from http import HTTPStatus
from typing import Any

from shared.core.errors import INVALID_REQUEST, Code, FieldError, Kind, SartiqError, Section

MEDIA_TYPE = "application/problem+json"

STATUS_OF: Mapping[Kind, HTTPStatus] = {
    Kind.INVALID: HTTPStatus.UNPROCESSABLE_ENTITY,
    Kind.UNAUTHENTICATED: HTTPStatus.UNAUTHORIZED,
    Kind.FORBIDDEN: HTTPStatus.FORBIDDEN,
    Kind.NOT_FOUND: HTTPStatus.NOT_FOUND,
    Kind.CONFLICT: HTTPStatus.CONFLICT,
    Kind.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Kind.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
}

_DOCS = "/docs/errors#"
_HEADERS: Mapping[HTTPStatus, dict[str, str]] = {
    HTTPStatus.SERVICE_UNAVAILABLE: {"Retry-After": "2"},
    HTTPStatus.UNAUTHORIZED: {"WWW-Authenticate": "Bearer"},
}


@dataclass(frozen=True, eq=False)
class StatusCode(Code):
    """The code of a response that has no domain error; the other fields are those of `Reason`."""

    status: HTTPStatus
    meaning: str
    section: Section = Section.API
    _: KW_ONLY
    also: Mapping[Section, str] = field(default_factory=dict)


BAD_REQUEST = StatusCode(
    "bad_request",
    HTTPStatus.BAD_REQUEST,
    "The body could not be read. Send valid JSON in UTF-8.",
)
NOT_FOUND = StatusCode(
    "not_found",
    HTTPStatus.NOT_FOUND,
    "This path does not exist. `/api/v1/docs` lists the routes.",
)
METHOD_NOT_ALLOWED = StatusCode(
    "method_not_allowed",
    HTTPStatus.METHOD_NOT_ALLOWED,
    "The path exists, but not with this method. The header `Allow` names the methods that it has.",
)
INTERNAL_ERROR = StatusCode(
    "internal_error",
    HTTPStatus.INTERNAL_SERVER_ERROR,
    "Something broke on our side. Nothing was half-written. Try again; if it persists, tell us the "
    "`request_id`.",
    also={
        Section.FAILED_GENERATIONS: "Something broke on our side. Start a new generation; if it "
        "persists, tell us its id."
    },
)
_OF_STATUS = {each.status: each for each in (BAD_REQUEST, NOT_FOUND, METHOD_NOT_ALLOWED)}


@dataclass(frozen=True)
class Problem:
    """A problem document without the members that depend on the request."""

    status: HTTPStatus
    declared: Code
    detail: str
    errors: tuple[FieldError, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    own_headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def headers(self) -> dict[str, str]:
        return {**_HEADERS.get(self.status, {}), **self.own_headers}

    def body(self, request_id: str) -> dict[str, Any]:
        """The members of the document.

        `type` is the URL of the code's documentation; `request_id` is in the log lines.
        """
        body: dict[str, Any] = {
            **self.extra,
            "type": f"{_DOCS}{self.declared.name}",
            "title": self.status.phrase,
            "status": self.status.value,
            "code": self.declared.name,
            "detail": self.detail,
            "request_id": request_id,
        }
        if self.errors:
            body["errors"] = [
                {"pointer": e.pointer, "code": e.code, "detail": e.detail} for e in self.errors
            ]
        return body


DEFECT = Problem(
    INTERNAL_ERROR.status,
    INTERNAL_ERROR,
    "Something broke on our side. Nothing was half-written; try again, and tell us "
    "the request_id if it persists.",
)


def of_error(error: SartiqError) -> Problem:
    """The problem of a domain error."""
    return Problem(
        STATUS_OF[error.kind], error.declared, error.detail, errors=error.errors, extra=error.extra
    )


def of_status(status_code: int, detail: str, headers: Mapping[str, str] | None = None) -> Problem:
    """The problem of a refusal by the framework: unknown path, wrong method.

    `headers` are those of the refusal, for example `Allow`.
    """
    status = HTTPStatus(status_code)
    declared = _OF_STATUS.get(status, Code(status.name.lower()))
    return Problem(status, declared, detail, own_headers=headers or {})


def of_findings(findings: Iterable[Mapping[str, Any]]) -> Problem:
    """The problem of a request that failed validation.

    `findings` are pydantic's, each with `loc`, `type` and `msg`; the detail has the first three.
    """
    found = tuple(FieldError(_pointer(f["loc"]), Code(f["type"]), str(f["msg"])) for f in findings)
    detail = "; ".join(f"{finding.pointer}: {finding.detail}" for finding in found[:3])
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, INVALID_REQUEST, detail, errors=found)


def _pointer(location: tuple[Any, ...]) -> str:
    """("body", "format", "quality") -> "/format/quality"; "query" and "path" are kept."""
    parts = location[1:] if location and location[0] == "body" else location
    return "/" + "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in parts)
