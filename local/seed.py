"""The demo organization, made through the public API like any other."""

import time
from typing import Any

import httpx

from local.config import LocalCloudError

_LOGIN = {"email": "demo@sartiq.example", "password": "a-demo-on-a-laptop"}
_PROFILE = {"name": "Dana Demo", "organization_name": "Demo Maison"}
_INSPECTION_SECONDS = 60


def ensure_demo_organization(edge_url: str) -> tuple[bool, dict[str, str]]:
    """Whether it was created just now, and `{email, password, organization_id}`."""
    with httpx.Client(base_url=f"{edge_url}/api/v1", timeout=60) as http:
        try:
            created, account = _account(http)
            http.headers["Authorization"] = f"Bearer {account['access_token']}"
            if created:
                _draw_subjects(http)
        except httpx.TransportError as error:
            raise LocalCloudError(
                f"{edge_url} does not answer: {error}. See `make logs`."
            ) from error
    return created, {**_LOGIN, "organization_id": str(account["organization"]["id"])}


def answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).is_success
    except httpx.TransportError:
        return False


def _account(http: httpx.Client) -> tuple[bool, dict[str, Any]]:
    login = http.post("/auth/login", json=_LOGIN)
    if login.status_code != 401:
        return False, _body(login)
    return True, _body(http.post("/auth/register", json={**_LOGIN, **_PROFILE}))


def _draw_subjects(http: httpx.Client) -> None:
    """Give each subject of the starter catalogue a picture of its dress form."""
    from local.sample_photos import draw_subject  # numpy and libvips: only when they are needed

    subjects = _body(http.get("/subjects"))["items"]
    uploads = [_upload(http, draw_subject(subject["form"], "standing")) for subject in subjects]
    for subject, file_id in zip(subjects, uploads, strict=True):
        _await_validation(http, file_id)
        picture = {"upload_id": file_id, "pose": "standing", "angle": "front"}
        _body(http.post(f"/subjects/{subject['id']}/base-images", json={"base_images": [picture]}))


def _upload(http: httpx.Client, picture: bytes) -> str:
    request = {"filename": "dress-form.webp", "content_type": "image/webp"}
    form = _body(http.post("/uploads/presign", json=request))
    sent = httpx.post(form["url"], data=form["fields"], files={"file": picture}, timeout=60)
    if not sent.is_success:
        raise LocalCloudError(f"Storage refuses a sample picture: {sent.text[:300]}")
    return str(form["file_id"])


def _await_validation(http: httpx.Client, file_id: str) -> None:
    deadline = time.monotonic() + _INSPECTION_SECONDS
    while _body(http.get(f"/uploads/{file_id}"))["status"] != "validated":
        if time.monotonic() > deadline:
            raise LocalCloudError("A sample picture is not inspected in time. See `make logs`.")
        time.sleep(0.2)


def _body(answer: httpx.Response) -> dict[str, Any]:
    if not answer.is_success:
        raise LocalCloudError(f"The API answers {answer.status_code}: {answer.text[:300]}")
    return dict(answer.json())
