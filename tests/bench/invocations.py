"""What the functions of Compute were paid for: the REPORT lines of their logs."""

import re
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from tests.bench.cloud import BenchCloud

# Compute's own, and the one that providers call; not the platform's, which only listens.
_FOLDERS = ("compute", "callbacks")
_BILLED = re.compile(r"Billed Duration: (\d+) ms")


class Invocation(NamedTuple):
    """`ended_at` in seconds since 1970; `paid_ms` is the billed duration."""

    function: str
    ended_at: float
    paid_ms: int

    @property
    def began_at(self) -> float:
        return self.ended_at - self.paid_ms / 1000


def invocations_since(cloud: BenchCloud, began: float) -> list[Invocation]:
    logs = cloud.client("logs")
    return [
        invocation
        for folder in _FOLDERS
        for page in logs.get_paginator("describe_log_groups").paginate(
            logGroupNamePrefix=f"/aws/lambda/sartiq-local-{folder}-"
        )
        for group in page["logGroups"]
        for invocation in _of_group(logs, group["logGroupName"], began)
    ]


def _of_group(logs: Any, group: str, began: float) -> list[Invocation]:
    pages = logs.get_paginator("filter_log_events").paginate(
        logGroupName=group, startTime=int(began * 1000), filterPattern="REPORT"
    )
    found = []
    for page in pages:
        for event in page["events"]:
            billed = _BILLED.search(event["message"])
            if billed:
                name = group.removeprefix("/aws/lambda/sartiq-local-")
                found.append(Invocation(name, event["timestamp"] / 1000, int(billed[1])))
    return found


def wait_for_quiet(cloud: BenchCloud, seconds: float) -> None:
    """Until no timer is left in the queue of checks, so that the last one is counted as well."""
    sqs = cloud.client("sqs")
    url = sqs.get_queue_url(QueueName="sartiq-local-provider-checks")["QueueUrl"]
    deadline = time.monotonic() + seconds
    while _messages(sqs, url) and time.monotonic() < deadline:
        time.sleep(2)
    time.sleep(2)  # what was received last writes its report when it ends


def _messages(sqs: Any, url: str) -> int:
    counted: Sequence[str] = (
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesDelayed",
        "ApproximateNumberOfMessagesNotVisible",
    )
    told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=list(counted))["Attributes"]
    return sum(int(told[name]) for name in counted)
