"""`make logs`: what the emulator, the edge and all functions write, as it is written."""

import time
from collections.abc import Iterator
from pathlib import Path

from local import aws
from local.config import LocalCloud, LocalCloudError

_PAUSE_SECONDS = 1.0
_NOISE = ("START RequestId", "END RequestId")


class LogFile:
    """The new lines of one growing file, from its last few on."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._position = max(0, path.stat().st_size - 2000)

    def news(self) -> Iterator[str]:
        with self._path.open(errors="replace") as log:
            log.seek(self._position)
            yield from (f"{self._path.stem}: {line.rstrip()}" for line in log)
            self._position = log.tell()


class FunctionLogs:
    """The log groups of the functions, as CloudWatch keeps them."""

    def __init__(self, cloud: LocalCloud, since_ms: int) -> None:
        self._logs = aws.client(cloud, "logs")
        self._since: dict[str, int] = {}
        self._start_ms = since_ms

    def news(self) -> Iterator[str]:
        pages = self._logs.get_paginator("describe_log_groups").paginate(
            logGroupNamePrefix="/aws/lambda/"
        )
        for page in pages:
            for group in page["logGroups"]:
                yield from self._news_of(group["logGroupName"])

    def _news_of(self, group: str) -> Iterator[str]:
        since = self._since.get(group, self._start_ms)
        found = self._logs.filter_log_events(logGroupName=group, startTime=since)["events"]
        name = group.rpartition("/")[2]
        for event in found:
            self._since[group] = max(self._since.get(group, since), event["timestamp"] + 1)
            if not event["message"].startswith(_NOISE):
                yield f"{name}: {event['message'].rstrip()}"


def follow(cloud: LocalCloud) -> None:
    """Print until interrupted."""
    paths = [path for path in sorted(cloud.home.glob("*.log")) if not path.stem.startswith("cdk")]
    if not paths:
        raise LocalCloudError("There are no logs yet; start the cloud with `make up`.")
    sources: list[LogFile | FunctionLogs] = [
        *map(LogFile, paths),
        FunctionLogs(cloud, int((time.time() - 60) * 1000)),
    ]
    while True:
        for source in sources:
            for line in source.news():
                print(line)
        time.sleep(_PAUSE_SECONDS)
