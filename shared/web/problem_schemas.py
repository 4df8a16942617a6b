"""The schema of a problem document (RFC 9457), and an example of each."""

from http import HTTPStatus
from typing import Any

from shared.core.errors import INVALID_REQUEST

_REQUEST_ID = "JKJaXmPLvHcESHA="
_FINDING = {"pointer": "/name", "code": "missing", "detail": "Field required"}

SCHEMAS: dict[str, Any] = {
    "Problem": {
        "type": "object",
        "title": "Problem",
        "description": (
            "A failure as a problem document (RFC 9457). Some codes add members, which the "
            "description of the code names."
        ),
        "required": ["type", "title", "status", "code", "detail", "request_id"],
        "additionalProperties": True,
        "properties": {
            "type": {
                "type": "string",
                "format": "uri-reference",
                "description": "Address of the page that explains the code.",
            },
            "title": {"type": "string", "description": "The phrase of the HTTP status."},
            "status": {"type": "integer", "description": "The HTTP status."},
            "code": {
                "type": "string",
                "description": "Stable code of the error; programs decide by it.",
            },
            "detail": {
                "type": "string",
                "description": "Cause and remedy, for people; the wording may change.",
            },
            "request_id": {
                "type": "string",
                "description": "Finds the log lines of the request; empty on the laptop cloud.",
            },
            "errors": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/ProblemFinding"},
                "description": "Findings on single members of the request.",
            },
        },
    },
    "ProblemFinding": {
        "type": "object",
        "title": "ProblemFinding",
        "description": "A finding on one member of the request.",
        "required": ["pointer", "code", "detail"],
        "properties": {
            "pointer": {
                "type": "string",
                "description": (
                    "JSON pointer (RFC 6901) into the body; `/query/...` and `/path/...` for "
                    "parameters."
                ),
            },
            "code": {
                "type": "string",
                "description": "The problem's own code, or a type of pydantic such as `missing`.",
            },
            "detail": {"type": "string", "description": "Cause, for people."},
        },
    },
}

HEADERS: dict[str, Any] = {
    "401": {
        "WWW-Authenticate": {
            "description": "The scheme that is expected: `Bearer`.",
            "schema": {"type": "string"},
        }
    },
    "503": {
        "Retry-After": {
            "description": "Seconds to wait before the next attempt.",
            "schema": {"type": "integer"},
        }
    },
}


def example(status: HTTPStatus, code: str, detail: str) -> dict[str, Any]:
    findings = {"errors": [_FINDING]} if code == INVALID_REQUEST.name else {}
    return {
        "type": f"/docs/errors#{code}",
        "title": status.phrase,
        "status": status.value,
        "code": code,
        "detail": detail,
        "request_id": _REQUEST_ID,
        **findings,
    }
