"""Provider -> `POST /webhooks/{provider}/{organization_id}/{job_id}?t=...`: a job has ended.

Providers wait a few seconds for the answer. The function therefore only authenticates the callback
and queues a check of the job.
"""

import base64
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from shared.compute.errors import JOB_NOT_FOUND
from shared.core import problems
from shared.core.errors import SartiqError
from shared.providers.adapter import Delivery
from shared.wiring.process import built_at_start, get_compute

get_callbacks = built_at_start(lambda: get_compute().jobs.callbacks)


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    try:
        _receive(event)
    except SartiqError as error:
        problem = problems.of_error(error)
        return {
            "statusCode": problem.status.value,
            "headers": {"Content-Type": problems.MEDIA_TYPE},
            "body": json.dumps(problem.body(event["requestContext"].get("requestId", ""))),
        }
    # Luma counts 200 alone as received.
    return {"statusCode": 200, "body": ""}


def _receive(event: dict[str, Any]) -> None:
    path = event.get("pathParameters") or {}
    token = (event.get("queryStringParameters") or {}).get("t", "")
    delivery = Delivery(
        headers={name.lower(): value for name, value in event.get("headers", {}).items()},
        body=_body(event),
        received_at=datetime.now(UTC),
    )
    get_callbacks().receive(
        path.get("provider", ""),
        _uuid(path.get("organization_id")),
        _uuid(path.get("job_id")),
        token,
        delivery,
    )


def _body(event: dict[str, Any]) -> bytes:
    """Return the bytes as received, because signatures cover them."""
    body = event.get("body") or ""
    return base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()


def _uuid(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError as error:
        raise JOB_NOT_FOUND("Job not found") from error
