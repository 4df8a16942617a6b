"""Queue of checks -> the check of a job at a provider, or of a provider account."""

import json
from typing import Any

from shared.aws.queues import process_records
from shared.compute.records.jobs import AccountCheck, JobCheck
from shared.wiring.process import built_at_start, get_compute

get_job_checks = built_at_start(lambda: get_compute().jobs.checks)
get_account_timer = built_at_start(lambda: get_compute().jobs.account_timer)


def handler(event: dict[str, Any], context: object) -> dict[str, list[dict[str, str]]]:
    return process_records(event, handle_body)


def handle_body(body: str) -> None:
    """Run the check that the message asks for. Raises ValidationError for an unknown message."""
    message = json.loads(body)
    if message.get("kind") == "account":
        get_account_timer().run(AccountCheck.model_validate(message))
    else:
        get_job_checks().check(JobCheck.model_validate(message))
