"""Queues (SQS)."""

from collections.abc import Callable
from typing import Any

from shared.core.observability import get_logger


def process_records(
    event: dict[str, Any], handle: Callable[[str], None]
) -> dict[str, list[dict[str, str]]]:
    """Hand each record's body to `handle`; report those that failed, and only those.

    The answer is what Lambda expects with `ReportBatchItemFailures`: the rest of the batch is
    done, the failed ones come back after the visibility timeout and end in the dead-letter queue.
    """
    failures = []
    for record in event["Records"]:
        try:
            handle(record["body"])
        except Exception:
            get_logger("queues").exception("record failed", message_id=record["messageId"])
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}
