"""The OpenAPI document of Compute's API; `make openapi` writes it to openapi/compute.json."""

from typing import Any

from fastapi import FastAPI

from shared.compute.contract.errors import SERVER_TOKEN_INVALID, SERVER_TOKEN_MISSING
from shared.web import openapi

_SERVICE = openapi.Service(
    description=(
        "Runs graphs of image nodes at providers and keeps account of their costs. Platform is "
        "the only caller and names the organization in `X-Organization-Id`."
    ),
    bearer="The admin token that Platform and Compute share as a secret.",
    unauthenticated=(SERVER_TOKEN_INVALID, SERVER_TOKEN_MISSING),
    tags={
        "tasks": "Graphs of nodes: submitting, reading, cancelling.",
        "costs": "Estimates, the ledger and the budgets.",
        "providers": "Configuration, health, load and prices of the providers.",
    },
)


def document(app: FastAPI) -> dict[str, Any]:
    return openapi.build(app, _SERVICE)
