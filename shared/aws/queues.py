"""Queues (SQS): sending a message, and processing a batch of records."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from shared.aws.clients import client
from shared.core.observability import get_logger

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient


def process_records(
    event: dict[str, Any], handle: Callable[[str], None]
) -> dict[str, list[dict[str, str]]]:
    """Pass each record's body to `handle` and return the records that raised an exception.

    The result has the form of Lambda's `ReportBatchItemFailures`: SQS deletes the other records,
    delivers the failed ones again after the visibility timeout, and moves them to the dead-letter
    queue in the end.
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
    """A queue by its URL. A fake client can be passed as `sqs`."""

    MAX_DELAY_SECONDS = 900  # limit of SQS

    def __init__(self, url: str, sqs: Any = None) -> None:
        self._url = url
        self._client: SQSClient = sqs or client("sqs")

    def send(self, body: str, *, delay_seconds: float = 0) -> None:
        """Send one message, visible after `delay_seconds` (rounded up, limited to 0 to 900)."""
        delay = min(max(math.ceil(delay_seconds), 0), self.MAX_DELAY_SECONDS)
        self._client.send_message(QueueUrl=self._url, MessageBody=body, DelaySeconds=delay)
