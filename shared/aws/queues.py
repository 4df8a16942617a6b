"""Queues (SQS)."""

import math
from collections.abc import Callable
from typing import Any

from shared.aws.clients import client
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


class Queue:
    """A queue to send to. `delay_seconds` up to 900 make a message a timer."""

    MAX_DELAY_SECONDS = 900

    def __init__(self, url: str, sqs: Any = None) -> None:
        self._url = url
        self._client = sqs or client("sqs")

    def send(self, body: str, *, delay_seconds: float = 0) -> None:
        delay = min(max(math.ceil(delay_seconds), 0), self.MAX_DELAY_SECONDS)
        self._client.send_message(QueueUrl=self._url, MessageBody=body, DelaySeconds=delay)
