"""`make openapi`: write openapi/*.json and docs/reference/errors.md. Tests compare them."""

import json
import sys
from pathlib import Path
from typing import Any

from scripts import errors_page

FOLDER = Path(__file__).resolve().parent.parent / "openapi"


def documents() -> dict[str, dict[str, Any]]:
    """The OpenAPI documents by file name."""
    from functions.api.app import create_app as create_platform
    from functions.compute_api.app import create_app as create_compute

    return {
        "platform.json": create_platform().openapi(),
        "compute.json": create_compute().openapi(),
    }


def rendered(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, sort_keys=True) + "\n"


def main() -> int:
    FOLDER.mkdir(exist_ok=True)
    for name, document in documents().items():
        (FOLDER / name).write_text(rendered(document))
        print(f"wrote openapi/{name}")
    errors_page.main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
