"""Queue of checks -> the check of a job at a provider, or of a provider account."""

import json
from typing import Any

from functions.compute.order_deps import get_account_timer, get_job_checks
from shared.aws.queues import process_records
from shared.compute.records.jobs import AccountCheck, JobCheck


def handler(event: dict[str, Any], context: object) -> dict[str, list[dict[str, str]]]:
    return process_records(event, handle_body)


def handle_body(body: str) -> None:
    """Run the check that the message asks for. Raises ValidationError for an unknown message."""
    message = json.loads(body)
    if message.get("kind") == "account":
        get_account_timer().run(AccountCheck.model_validate(message))
    else:
        get_job_checks().check(JobCheck.model_validate(message))
