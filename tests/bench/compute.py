"""Compute's API as a bench uses it, for an organization that was made for one measurement."""

import json
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import httpx

from tests.bench.cloud import BenchCloud
from tests.bench.graphs import Graph, nodes_of, photo_key
from tests.simulator import media

Json = dict[str, Any]
_FINAL = ("succeeded", "partial", "failed", "cancelled")
_POLL_SECONDS = 1.0


class Compute:
    """One organization with accounts of its own at the simulator: no place, no breaker and no
    pause of another measurement touches it."""

    def __init__(
        self, http: httpx.Client, organization_id: str, put: Callable[[str], None]
    ) -> None:
        self._http = http
        self._put = put
        self.organization_id = organization_id

    def submit(self, graph: Graph, providers: Sequence[str]) -> str:
        """The task's id; exactly these providers are asked, in this order."""
        for name, needs in graph.needs.items():
            if not needs:
                self._put(photo_key(graph, name))
        answer = self._http.post(
            "/tasks",
            json={
                "generation_id": str(uuid.uuid4()),
                "organization_id": self.organization_id,
                "policy": {"order": list(providers), "only": list(providers)},
                "correlation_id": "bench",
                "actor": "bench",
                "tasks": nodes_of(graph),
            },
        )
        if answer.status_code != 202:
            raise SystemExit(f"Compute refuses the graph: {answer.text}")
        return str(answer.json()["task_id"])

    def wait(self, task_id: str, seconds: float, least: float = 0.0) -> Json:
        """The task when it has ended. It is asked for seldom, and not before `least` seconds,
        because asking takes the CPU from what is measured.
        """
        deadline = time.monotonic() + seconds
        time.sleep(least)
        while True:
            task = dict(self._http.get(f"/tasks/{task_id}").raise_for_status().json())
            if task["status"] in _FINAL:
                return task
            if time.monotonic() > deadline:
                raise SystemExit(f"The task does not end: {json.dumps(task, indent=1)}")
            time.sleep(_POLL_SECONDS)


@contextmanager
def organization(
    cloud: BenchCloud, connections: Mapping[str, Mapping[str, str]]
) -> Iterator[Compute]:
    """A new one that is connected to the simulator's providers."""
    organization_id, secrets = str(uuid.uuid4()), cloud.client("secretsmanager")
    name = f"sartiq-local/providers/{organization_id}"
    secrets.create_secret(Name=name, SecretString=json.dumps(connections))
    token = secrets.get_secret_value(SecretId="sartiq-local/compute-token")["SecretString"]
    headers = {"Authorization": f"Bearer {token}", "X-Organization-Id": organization_id}
    base_url = f"{cloud.outputs()['ComputeApiUrl']}/api/v1"
    with httpx.Client(base_url=base_url, headers=headers, timeout=60) as http:
        yield Compute(http, organization_id, _photos(cloud))
    secrets.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)


def _photos(cloud: BenchCloud) -> Callable[[str], None]:
    s3, bucket = cloud.client("s3"), cloud.outputs()["MediaBucket"]
    photo = media.image("bench")

    def put(key: str) -> None:
        s3.put_object(Bucket=bucket, Key=key, Body=photo, ContentType="image/png")

    return put


def succeeded(task: Json) -> Json:
    """The task itself; a measurement of one that failed would be worth nothing."""
    if task["status"] != "succeeded":
        troubles = {node["id"]: node["error"] for node in task["nodes"] if node["error"]}
        raise SystemExit(f"The task has {task['status']}: {troubles or task['error']}")
    return task
