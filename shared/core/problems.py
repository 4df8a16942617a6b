"""Domain errors as RFC 9457 problem documents: the only place that knows HTTP statuses.

Free of any framework; each HTTP surface (functions/api, functions/compute_api) turns a Problem
into its framework's response.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from shared.core.errors import FieldError, Kind, SartiqError

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


@dataclass(frozen=True)
class Problem:
    status: HTTPStatus
    code: str
    detail: str
    errors: tuple[FieldError, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    own_headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def headers(self) -> dict[str, str]:
        return {**_HEADERS.get(self.status, {}), **self.own_headers}

    def body(self, request_id: str) -> dict[str, Any]:
        """`type` opens the page of the error codes; `request_id` finds the log lines."""
        body: dict[str, Any] = {
            **self.extra,
            "type": f"{_DOCS}{self.code}",
            "title": self.status.phrase,
            "status": self.status.value,
            "code": self.code,
            "detail": self.detail,
            "request_id": request_id,
        }
        if self.errors:
            body["errors"] = [
                {"pointer": e.pointer, "code": e.code, "detail": e.detail} for e in self.errors
            ]
        return body


DEFECT = Problem(
    HTTPStatus.INTERNAL_SERVER_ERROR,
    "internal_error",
    "Something broke on our side. Nothing was half-written; try again, and tell us "
    "the request_id if it persists.",
)


def of_error(error: SartiqError) -> Problem:
    return Problem(
        STATUS_OF[error.kind], error.code, error.detail, errors=error.errors, extra=error.extra
    )


def of_status(status_code: int, detail: str, headers: Mapping[str, str] | None = None) -> Problem:
    """What the framework itself refuses: unknown path, wrong method (`headers` has `Allow`)."""
    status = HTTPStatus(status_code)
    return Problem(status, status.name.lower(), detail, own_headers=headers or {})


def of_findings(findings: Iterable[Mapping[str, Any]]) -> Problem:
    """`findings` as pydantic lists them: each with `loc`, `type` and `msg`."""
    found = tuple(FieldError(_pointer(f["loc"]), str(f["type"]), str(f["msg"])) for f in findings)
    detail = "; ".join(f"{finding.pointer}: {finding.detail}" for finding in found[:3])
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_request", detail, errors=found)


def _pointer(location: tuple[Any, ...]) -> str:
    """("body", "format", "quality") -> "/format/quality"; query and path keep their word."""
    parts = location[1:] if location and location[0] == "body" else location
    return "/" + "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in parts)
