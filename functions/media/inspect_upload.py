"""S3's report of a new upload (by EventBridge and a queue) to the inspection of that upload."""

import json
from typing import Any

from shared.aws.queues import process_records
from shared.wiring.process import built_at_start, get_platform

get_inspector = built_at_start(lambda: get_platform().media.inspector)


def handler(event: dict[str, Any], context: object) -> dict[str, list[dict[str, str]]]:
    return process_records(event, lambda body: get_inspector().inspect(_object_key(body)))


def _object_key(body: str) -> str:
    """The key in an "Object Created" event; EventBridge, unlike S3's own, does not escape it."""
    return str(json.loads(body)["detail"]["object"]["key"])
