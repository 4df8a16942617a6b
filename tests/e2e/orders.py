"""Compute as Platform sees it: a small client of its own API, and graphs to send to it."""

import io
import json
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, Self

import httpx
from PIL import Image, ImageDraw

from tests.e2e.simulated_providers import Providers

Json = dict[str, Any]

ENDS = ("succeeded", "partial", "failed", "cancelled")
TOKEN_SECRET = "sartiq-local/compute-token"  # a secret's name
PROVIDERS_SECRET = "sartiq-local/providers"

_TEXTS = ("analyze", "caption", "prompt")
# Our own role signs for the platform only; an organization brings a key.
_OWN_KEYS = {"bedrock": {"api_key": "test-bedrock-key"}}


@dataclass(frozen=True)
class Photos:
    """Keys of pictures that Platform has published. All are new, so nothing equals a cached one."""

    photo: str
    garment: str
    mask: str


class Cloud(Protocol):
    def client(self, service: str) -> Any: ...

    def outputs(self) -> dict[str, str]: ...


def publish(cloud: Cloud) -> Photos:
    seed = uuid.uuid4().hex
    bodies = {"photo": _drawn(seed), "garment": _drawn(seed[::-1]), "mask": _mask()}
    keys = {name: f"media/e2e/{seed}-{name}.png" for name in bodies}
    s3, bucket = cloud.client("s3"), cloud.outputs()["MediaBucket"]
    for name, body in bodies.items():
        s3.put_object(Bucket=bucket, Key=keys[name], Body=body, ContentType="image/png")
    return Photos(**keys)


class Customer:
    """An organization as Compute knows it, with accounts at providers of its own: so its lanes,
    its breakers and its cache are its own as well.

    `accounts` says at which simulator a provider is to be found. Workers remember an account
    for minutes, so all are opened before the first task.
    """

    def __init__(self, cloud: Cloud, accounts: Mapping[str, Providers]) -> None:
        self.organization_id = str(uuid.uuid4())
        self._s3, self._bucket = cloud.client("s3"), cloud.outputs()["MediaBucket"]
        secrets = cloud.client("secretsmanager")
        document = {
            name: {**simulator.connections[name], **_OWN_KEYS.get(name, {})}
            for name, simulator in accounts.items()
        }
        secrets.create_secret(
            Name=f"{PROVIDERS_SECRET}/{self.organization_id}", SecretString=json.dumps(document)
        )
        token = secrets.get_secret_value(SecretId=TOKEN_SECRET)["SecretString"]
        self.http = httpx.Client(
            base_url=f"{cloud.outputs()['ComputeApiUrl']}/api/v1",
            timeout=60,
            headers={
                "Authorization": f"Bearer {token}",
                "X-Organization-Id": self.organization_id,
            },
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def read(self, key: str) -> bytes:
        return bytes(self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read())

    def submit(self, nodes: Sequence[Json], **fields: Any) -> str:
        body = {
            "generation_id": str(uuid.uuid4()),
            "organization_id": self.organization_id,
            "correlation_id": "e2e",
            "actor": "e2e",
            "tasks": list(nodes),
            **fields,
        }
        answer = self.http.post("/tasks", json=body)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["task_id"])

    def task(self, task_id: str) -> Json:
        answer = self.http.get(f"/tasks/{task_id}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def nodes(self, task_id: str) -> dict[str, Json]:
        return {node["id"]: node for node in self.task(task_id)["nodes"]}

    def finished(self, task_id: str, seconds: float = 120) -> Json:
        """The task when it has ended."""
        return self.wait(task_id, lambda task: task["status"] in ENDS, seconds)

    def wait(self, task_id: str, condition: Callable[[Json], bool], seconds: float = 120) -> Json:
        deadline = time.monotonic() + seconds
        while True:
            seen = self.task(task_id)
            if condition(seen):
                return seen
            assert time.monotonic() < deadline, f"the task stays {seen}"
            time.sleep(0.3)

    def result(self, task_id: str) -> Json:
        answer = self.http.get(f"/tasks/{task_id}/result")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def charges(self, task_id: str, node_id: str = "") -> list[Json]:
        """The ledger's lines of one task: what was charged, also where that was nothing."""
        generation = self.task(task_id)["generation_id"]
        answer = self.http.get("/costs", params={"generation_id": generation, "limit": 100})
        assert answer.status_code == 200, answer.text
        lines = [line for line in answer.json()["entries"] if line["kind"] == "charge"]
        return [line for line in lines if node_id in ("", line["node_id"])]

    def cancel(self, task_id: str, node_id: str = "") -> Json:
        what = f"/nodes/{node_id}" if node_id else ""
        answer = self.http.post(f"/tasks/{task_id}{what}/cancel")
        assert answer.status_code == 202, answer.text
        return dict(answer.json())


def first(*providers: str, alone: bool = True) -> Json:
    """A policy that asks these, in this order; with `alone` nobody else."""
    return {"order": list(providers), "only": list(providers) if alone else []}


def node(
    capability: str,
    photos: Photos,
    *,
    id: str = "picture",
    words: str = "soft light",
    seed: int = 7,
) -> Json:
    """A node without needs that asks for `capability`; a picture or a video is a result."""
    params = _params(capability, photos, words)
    if capability not in (*_TEXTS, "cutout"):
        params |= {"seed": seed, "index": 0}
    return {"id": id, "type": "prepare" if capability == "cutout" else capability, "params": params}


def generated(
    photos: Photos, *, words: str = "a coat, worn", count: int = 1, mark: str = ""
) -> list[Json]:
    """The product cut out, and `count` pictures of it; `mark` makes the nodes' ids others."""
    cut = f"cut{mark}"
    shot = {"category": "on_model"}
    pictures = [
        {
            "id": f"picture-{i}{mark}",
            "type": "generate",
            "params": {"prompt": words, "seed": i, "index": i, "shot": shot},
            "needs": [cut],
        }
        for i in range(count)
    ]
    return [node("cutout", photos, id=cut), *pictures]


def _params(capability: str, photos: Photos, words: str) -> Json:
    match capability:
        case "cutout":
            return {"source_key": photos.photo}
        case "try_on":
            keys = {"person_key": photos.photo, "garment_key": photos.garment}
            return {**keys, "prompt": words}
        case "inpaint":
            return {"image_key": photos.photo, "mask_key": photos.mask, "prompt": words}
        case "recolor":
            return {"image_key": photos.photo, "colour": "#aa2211", "prompt": words}
        case "caption":
            return {"image_key": photos.photo, "notes": words}
        case "prompt":
            return {"image_key": photos.photo, "brief": words}
        case "analyze":
            return {"image_key": photos.photo}
        case _:
            return {"image_key": photos.photo, "prompt": words}


def _drawn(seed: str) -> bytes:
    """A plain garment before a wall, in colours of its own."""
    wall, cloth = f"#d{seed[0]}d{seed[1]}d{seed[2]}", f"#4{seed[3]}3{seed[4]}6{seed[5]}"
    image = Image.new("RGB", (576, 768), wall)
    draw = ImageDraw.Draw(image)
    draw.polygon([(190, 110), (386, 110), (470, 240), (430, 690), (146, 690), (106, 240)], cloth)
    draw.text((200, 300), seed, "#ffffff")
    return _png(image)


def _mask() -> bytes:
    image = Image.new("L", (576, 768), 0)
    ImageDraw.Draw(image).rectangle((220, 300, 330, 380), 255)
    return _png(image)


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
