"""A brand as the API sees it: a small client that the end-to-end tests share."""

import time
import uuid
from collections.abc import Callable
from typing import Any

import httpx

Json = dict[str, Any]


class Brand:
    """One organization with its owner's token. Every method is one or two requests."""

    def __init__(self, http: httpx.Client, organization_id: str) -> None:
        self.http = http
        self.organization_id = organization_id

    @classmethod
    def register(cls, api_url: str) -> "Brand":
        http = httpx.Client(base_url=f"{api_url}/api/v1", timeout=60)
        account = {
            "email": f"{uuid.uuid4().hex}@brand.example",
            "password": "a long enough password",
            "name": "Bruna",
            "organization_name": "Brand under test",
        }
        answer = http.post("/auth/register", json=account)
        assert answer.status_code == 201, answer.text
        http.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return cls(http, answer.json()["organization"]["id"])

    def __enter__(self) -> "Brand":
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def get(self, path: str, **params: Any) -> Json:
        answer = self.http.get(path, params=params)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def post(self, path: str, body: Json, *, status: int = 201) -> Json:
        answer = self.http.post(path, json=body)
        assert answer.status_code == status, answer.text
        return dict(answer.json())

    def presign(self, filename: str = "photo.jpg", content_type: str = "image/jpeg") -> Json:
        return self.post("/uploads/presign", {"filename": filename, "content_type": content_type})

    def send(self, form: Json, body: bytes) -> httpx.Response:
        """The form straight to S3, as a browser would."""
        return httpx.post(form["url"], data=form["fields"], files={"file": body}, timeout=60)

    def upload(self, body: bytes, **options: str) -> Json:
        """Upload and wait for the verdict."""
        form = self.presign(**options)
        sent = self.send(form, body)
        assert sent.is_success, sent.text
        return self.wait(
            f"/uploads/{form['file_id']}", lambda upload: upload["status"] != "pending"
        )

    def product(self, photo: bytes, **fields: Any) -> Json:
        upload = self.upload(photo)
        assert upload["status"] == "validated", upload
        body = {"name": "Shirt", "sku": f"T-{uuid.uuid4().hex[:8]}", **fields}
        return self.post("/products", {**body, "images": [{"upload_id": upload["file_id"]}]})

    def shot_type(self, name: str) -> str:
        return str(next(t["id"] for t in self.get("/shot-types")["items"] if t["name"] == name))

    def look(self, product_id: str, *shot_types: str) -> Json:
        shooting = self.post("/shootings", {"name": "Test shooting"})
        return self.post(
            "/shooting-looks",
            {
                "shooting_id": shooting["id"],
                "main_product_id": product_id,
                "subject_id": self.get("/subjects")["items"][0]["id"],
                "style_id": self.get("/styles")["items"][0]["id"],
                "shot_type_ids": [self.shot_type(name) for name in shot_types],
            },
        )

    def generate(self, look: Json, shot_type: str, **config: Any) -> Json:
        """Start a generation and wait until it has ended."""
        body = {
            "shooting_look_id": look["id"],
            "shot_type_id": self.shot_type(shot_type),
            "config": {"num_predictions": 2, "resolution": "1024", **config},
        }
        started = self.post("/generations", body, status=202)
        return self.wait(
            f"/generations/{started['id']}", lambda g: g["status"] in ("completed", "failed")
        )

    def approved_shot(self, photo: bytes) -> Json:
        """From a photograph to an approved shot, on the shortest way."""
        look = self.look(self.product(photo)["id"], "packshot")
        generation = self.generate(look, "packshot")
        assert generation["status"] == "completed", generation
        (shot,) = look["shots"]
        prediction = self.get("/predictions", shot_id=shot["id"])["items"][0]
        answer = self.http.put(
            f"/shots/{shot['id']}/approve", json={"prediction_id": prediction["id"]}
        )
        assert answer.status_code == 200, answer.text
        return {**shot, "prediction": prediction}

    def export(self, shot_ids: list[str], **changes: Any) -> Json:
        body = {
            "shots": shot_ids,
            "format": {"resolution": "512", "file_format": "jpg", "quality": 90},
            "destination": {"type": "download"},
            **changes,
        }
        started = self.post("/exports", body, status=202)
        ends = ("COMPLETED", "PARTIAL", "FAILED")
        return self.wait(f"/exports/{started['id']}", lambda export: export["status"] in ends)

    def wait(self, path: str, condition: Callable[[Json], bool], seconds: float = 180) -> Json:
        deadline = time.monotonic() + seconds
        while True:
            seen = self.get(path)
            if condition(seen):
                return seen
            assert time.monotonic() < deadline, f"{path} stays {seen}"
            time.sleep(0.2)
