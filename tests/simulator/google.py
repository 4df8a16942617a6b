"""Paths, keys and errors that the simulated models of Google share."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.simulator.simulated_vendor import bearer, retry_after

# Relative to the base URL, followed by a verb (google-genai and the REST reference).
MODEL_PATH = "/{version}/projects/{project}/locations/{location}/publishers/google/models/{model}"

_TOKEN = "test-google-token"
_REJECTIONS: dict[str, tuple[int, str, str]] = {
    "rate": (429, "RESOURCE_EXHAUSTED", "Resource has been exhausted."),
    "rate_with_hint": (429, "RESOURCE_EXHAUSTED", "Resource has been exhausted."),
    "no_credit": (403, "PERMISSION_DENIED", "This API method requires billing to be enabled."),
    "auth": (401, "UNAUTHENTICATED", "Request had invalid authentication credentials."),
    "bad_input": (400, "INVALID_ARGUMENT", "Unable to process input image."),
    "server_error": (503, "UNAVAILABLE", "The service is currently unavailable."),
}
_BILLING = {
    "@type": "type.googleapis.com/google.rpc.ErrorInfo",
    "reason": "BILLING_DISABLED",
    "domain": "googleapis.com",
}


def secrets() -> dict[str, str]:
    return {"project": "test-project", "location": "europe-west4", "access_token": _TOKEN}


def is_allowed(request: Request) -> bool:
    return bearer(request) == _TOKEN


def failure(code: int, status: str, message: str, *details: dict[str, str]) -> dict[str, Any]:
    error = {"code": code, "message": message, "status": status, "details": list(details)}
    return {"error": error}


def reject(kind: str, seconds: float) -> Response:
    code, status, message = _REJECTIONS[kind]
    details = [_BILLING] if kind == "no_credit" else []
    body = failure(code, status, message, *details)
    return JSONResponse(body, status_code=code, headers=dict(retry_after(kind, seconds)))
