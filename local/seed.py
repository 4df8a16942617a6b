"""The demo organization, made through the public API like any other."""

import json
import urllib.error
import urllib.request
from typing import Any

from local.config import LocalCloudError

_LOGIN = {"email": "demo@sartiq.example", "password": "a-demo-on-a-laptop"}
_PROFILE = {"name": "Dana Demo", "organization_name": "Demo Maison"}


def ensure_demo_organization(edge_url: str) -> tuple[bool, dict[str, str]]:
    """Whether it was created just now, and `{email, password, organization_id}`."""
    status, answer = _post(f"{edge_url}/api/v1/auth/login", _LOGIN)
    created = False
    if status == 401:
        status, answer = _post(f"{edge_url}/api/v1/auth/register", {**_LOGIN, **_PROFILE})
        created = True
    if status not in (200, 201):
        raise LocalCloudError(f"The API answers {status} to the demo login: {answer}")
    return created, {**_LOGIN, "organization_id": str(answer["organization"]["id"])}


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as reply:
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _post(url: str, body: dict[str, str]) -> tuple[int, dict[str, Any]]:
    request = urllib.request.Request(
        url, data=json.dumps(body).encode(), headers={"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as reply:
            return reply.status, json.loads(reply.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"{}")
    except (urllib.error.URLError, OSError) as error:
        raise LocalCloudError(f"{url} does not answer: {error}. See `make logs`.") from error
