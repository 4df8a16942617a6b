"""S3's report of a new upload (by EventBridge and a queue) to the inspection of that upload."""

import json
from functools import cache
from typing import Any

from shared.aws.bucket import Bucket
from shared.aws.queues import process_records
from shared.aws.table import Table
from shared.core.settings import Settings
from shared.media.repository import UploadRepository
from shared.media.upload_inspection import UploadInspector


@cache
def get_inspector() -> UploadInspector:
    settings = Settings.from_environment()
    return UploadInspector(
        UploadRepository(Table(settings.require("platform_table"))),
        Bucket(settings.require("media_bucket")),
    )


def handler(event: dict[str, Any], context: object) -> dict[str, list[dict[str, str]]]:
    return process_records(event, lambda body: get_inspector().inspect(_object_key(body)))


def _object_key(body: str) -> str:
    """The key in an "Object Created" event; EventBridge, unlike S3's own, does not escape it."""
    return str(json.loads(body)["detail"]["object"]["key"])
