"""A connection to Google for the tests of adapters, its URLs and its errors."""

from dataclasses import replace
from typing import Any

from shared.providers.adapter import Adapter, Connection, Job
from shared.providers.requests import Capability
from tests.scenes.adapter_parts import job

MODELS = (
    "https://europe-west4-aiplatform.googleapis.com/v1/projects/atelier/locations/europe-west4"
    "/publishers/google/models"
)
# The errors that Google's APIs share: status, HTTP status, class.
GOOGLE_ERRORS = (
    ("INVALID_ARGUMENT", 400, "ProviderInvalidRequest"),
    ("FAILED_PRECONDITION", 400, "ProviderInvalidRequest"),
    ("UNAUTHENTICATED", 401, "ProviderAuthFailed"),
    ("PERMISSION_DENIED", 403, "ProviderAuthFailed"),
    ("NOT_FOUND", 404, "ProviderAuthFailed"),
    ("RESOURCE_EXHAUSTED", 429, "ProviderRateLimited"),
    ("INTERNAL", 500, "ProviderUnavailable"),
    ("UNAVAILABLE", 503, "ProviderUnavailable"),
    ("DEADLINE_EXCEEDED", 504, "ProviderTimeout"),
    ("", 502, "ProviderUnavailable"),
)


def google_connection(adapter: Adapter, **secrets: str) -> Connection:
    held = {"project": "atelier", "location": "europe-west4", "access_token": "token"}
    return Connection(owner="platform", secrets=held | secrets, base_url=adapter.base_url)


def google_job(adapter: Adapter, capability: Capability, **changes: Any) -> Job:
    return replace(job(adapter, capability), connection=google_connection(adapter), **changes)


def google_error(status: str, code: int, *details: dict[str, Any]) -> dict[str, Any]:
    error = {"code": code, "message": "text", "status": status, "details": list(details)}
    return {"error": error}
