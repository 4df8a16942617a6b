"""The examples of request bodies are accepted by the models that read them."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import TypeAdapter

from functions.api.app import create_app as create_platform
from functions.compute_api.app import create_app as create_compute
from scripts.openapi import documents

DOCUMENTS = documents()


def bodies(app: FastAPI, document: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute) and route.body_field is not None:
            (method,) = context.methods or {""}
            operation = document["paths"][str(context.path)][method.lower()]
            content = operation["requestBody"]["content"]["application/json"]
            yield (
                operation["operationId"],
                route.body_field.field_info.annotation,
                content["example"],
            )


BODIES = [
    *bodies(create_platform(), DOCUMENTS["platform.json"]),
    *bodies(create_compute(), DOCUMENTS["compute.json"]),
]


@pytest.mark.parametrize(
    ("model", "example"),
    [(model, example) for _, model, example in BODIES],
    ids=[name for name, *_ in BODIES],
)
def test_example_is_a_valid_body(model: Any, example: Any) -> None:
    TypeAdapter(model).validate_python(example)
