"""The application factory, and the Lambda handler around it."""

from typing import Any

from fastapi import FastAPI
from mangum import Mangum

from functions.compute_api.routes import ROUTERS
from shared.web import error_handlers

PREFIX = "/api/v1"


def create_app() -> FastAPI:
    app = FastAPI(
        title="Sartiq Compute",
        version="0.1.0",
        docs_url=None,
        openapi_url=f"{PREFIX}/openapi.json",
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
    )
    error_handlers.install(app, "compute-api")
    for router in ROUTERS:
        app.include_router(router, prefix=PREFIX)
    app.openapi = lambda: _document(app)  # type: ignore[method-assign]
    return app


def _document(app: FastAPI) -> dict[str, Any]:
    from functions.compute_api.openapi import document  # only where the document is read

    return document(app)


app = create_app()
handler = Mangum(app, lifespan="off")
