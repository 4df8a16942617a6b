"""`/docs/*` -> the pages of docs/reference, where the `type` of a problem document leads."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from local.edge.errors import NOT_FOUND
from local.edge.origin import problem

_FOLDER = Path(__file__).resolve().parents[2] / "docs" / "reference"


class DocsRoute:
    def __init__(self, folder: Path = _FOLDER) -> None:
        self._folder = folder

    async def __call__(self, request: Request) -> Response:
        """Only what the folder lists has an address, so none can lead out of it."""
        page = request.path_params["page"]
        for path in self._folder.glob("*.md"):
            if path.stem == page:
                return Response(path.read_bytes(), media_type="text/markdown")
        detail = "There is no such page; /docs/errors explains the errors."
        return problem(NOT_FOUND, detail)
