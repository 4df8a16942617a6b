"""A client that fails when an answer is not listed in the OpenAPI document of its operation."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from shared.core.problems import MEDIA_TYPE

_FOLDER = Path(__file__).resolve().parents[2] / "openapi"


class DocumentedClient(TestClient):
    """`document` is the file's name: `platform.json` or `compute.json`."""

    def __init__(self, app: Any, document: str) -> None:
        super().__init__(app)
        self._document = document

    def request(self, method: str, url: Any, **options: Any) -> Any:
        answer = super().request(method, url, **options)
        fault = _fault(self._document, method, answer)
        assert fault is None, fault
        return answer


def _fault(document: str, method: str, answer: Any) -> str | None:
    """What the document does not list; None also for paths that have no operation."""
    for pattern, path in _paths(document):
        operation = path.get(method.lower())
        if operation and pattern.fullmatch(answer.request.url.path):
            return _unlisted(operation, answer)
    return None


def _unlisted(operation: dict[str, Any], answer: Any) -> str | None:
    name, status = operation["operationId"], str(answer.status_code)
    if status not in operation["responses"]:
        return f"{name} answers {status}: {answer.text}"
    if answer.headers.get("content-type", "").startswith(MEDIA_TYPE):
        code = answer.json()["code"]
        if code not in operation["responses"][status]["content"][MEDIA_TYPE]["examples"]:
            return f"{name} answers {status} {code}; name it in the `problems` of its route"
    return None


@cache
def _paths(document: str) -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    """Fixed paths before those with parameters, as the router prefers them."""
    paths = json.loads((_FOLDER / document).read_text())["paths"]
    return [
        (re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))), operations)
        for path, operations in sorted(paths.items(), key=lambda each: each[0].count("{"))
    ]
