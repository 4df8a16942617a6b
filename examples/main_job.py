"""The main job as a client of the HTTP API: one product photo in, one approved image out.

Run `make up`, then `.venv/bin/python examples/main_job.py photo.jpg result.zip`.
"""

import json
import mimetypes
import os
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import httpx

photo, result = Path(sys.argv[1]), Path(sys.argv[2])
stack = json.loads(Path(os.environ.get("SARTIQ_STACK_FILE", ".local/stack.json")).read_text())
http = httpx.Client(timeout=30)


def call(method: str, path: str, body: Any = None) -> Any:
    response = http.request(method, stack["api_url"] + "/api/v1" + path, json=body)
    if response.is_error:  # an RFC 9457 problem document: `detail` says what to do
        sys.exit(f"{method} {path}: {response.text}")
    return response.json()


def wait(path: str, done: str) -> Any:
    """Poll until the status is `done`. A client that opens the socket receives events instead."""
    deadline = time.monotonic() + 180
    while (state := call("GET", path))["status"] != done:
        if state["status"].lower() in ("failed", "rejected") or time.monotonic() > deadline:
            sys.exit(f"GET {path}: {json.dumps(state, indent=2)}")
        time.sleep(0.5)
    return state


token = call("POST", "/auth/login", stack["demo"])["access_token"]
http.headers["Authorization"] = f"Bearer {token}"

file = {"filename": photo.name, "content_type": mimetypes.guess_type(photo)[0]}
form = call("POST", "/uploads/presign", {**file, "bytes": photo.stat().st_size})
files = {"file": photo.read_bytes()}
httpx.post(form["url"], data=form["fields"], files=files).raise_for_status()
wait(f"/uploads/{form['file_id']}", "validated")

images = [{"upload_id": form["file_id"]}]
product = {"sku": f"EXAMPLE-{uuid.uuid4().hex[:8]}", "name": photo.stem, "images": images}
product_id = call("POST", "/products", product)["id"]
shooting_id = call("POST", "/shootings", {"name": "Example"})["id"]
shot_type_id = call("GET", "/shot-types")["items"][0]["id"]
look = {"shooting_id": shooting_id, "main_product_id": product_id}
look = call("POST", "/shooting-looks", {**look, "shot_type_ids": [shot_type_id]})
shot_id = look["shots"][0]["id"]

wanted = {"shooting_look_id": look["id"], "shot_type_id": shot_type_id}
generation = call("POST", "/generations", {**wanted, "config": {"num_predictions": 2}})
wait(f"/generations/{generation['id']}", "completed")
predictions = call("GET", f"/predictions?shot_id={shot_id}")["items"]
best = max(predictions, key=lambda prediction: prediction["quality_score"] or 0)
call("PUT", f"/shots/{shot_id}/approve", {"prediction_id": best["id"]})

image_format = {"resolution": "2048", "file_format": "jpg", "color_profile": "sRGB"}
naming = {"pattern": "{sku}_{shot_type}_{index}", "start_index": 1}
wanted = {"format": {**image_format, "quality": 92}, "naming": naming, "shots": [shot_id]}
export = call("POST", "/exports", {**wanted, "destination": {"type": "download"}})
export = wait(f"/exports/{export['id']}", "COMPLETED")
result.write_bytes(httpx.get(export["download_url"]).raise_for_status().content)
print(f"{result}: {result.stat().st_size} bytes, quality {best['quality_score']:.2f}")
