"""The OpenAPI document of a service: FastAPI's own one, completed.

FastAPI documents its own `HTTPValidationError` and no other failure. Here each operation gets its
problem responses (the codes that its route names, and those that follow from its dependencies),
its security, a summary, and an example for each body.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts

from shared.aws.errors import SERVICE_UNREACHABLE, STORAGE_BUSY, WRITE_CONFLICT
from shared.core.errors import BAD_CURSOR, INVALID_REQUEST, ErrorCode
from shared.core.problems import BAD_REQUEST, INTERNAL_ERROR, MEDIA_TYPE, StatusCode
from shared.web import problem_schemas
from shared.web.examples import example_of
from shared.web.problems import CODES, Responses, merged, problems

_SCHEMAS = "#/components/schemas/"
_UNNAMED = "Successful Response"
_FASTAPI_ERRORS = ("HTTPValidationError", "ValidationError")
Json = dict[str, Any]


@dataclass(frozen=True)
class Service:
    """The parts of the document that differ between the services.

    `bearer` describes the bearer token; `unauthenticated` and `forbidden` are the codes of its
    refusals. `tags` are the names of the tags with their descriptions.
    """

    description: str
    bearer: str
    unauthenticated: tuple[ErrorCode[Any], ...]
    tags: Mapping[str, str]
    forbidden: tuple[ErrorCode[Any], ...] = field(default=())


def build(app: FastAPI, service: Service) -> Json:
    """The document of `app`, whose routes are all included."""
    document = get_openapi(
        title=app.title, version=app.version, description=service.description, routes=app.routes
    )
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in _FASTAPI_ERRORS:
        schemas.pop(name, None)
    schemas.update(problem_schemas.SCHEMAS)
    components["securitySchemes"] = {
        "bearer": {"type": "http", "scheme": "bearer", "description": service.bearer}
    }
    examples: Json = {}
    components["examples"] = examples
    for route, operation in _operations(app, document):
        _secure(operation)
        _summarize(operation, _scope_of(route))
        codes = merged(_common_codes(operation, route, service), operation["responses"])
        operation["responses"] = {
            **_successes(operation["responses"]),
            **_failures(codes, examples),
        }
        _add_examples(operation, schemas)
    document["tags"] = [{"name": n, "description": text} for n, text in service.tags.items()]
    return document


def _operations(app: FastAPI, document: Json) -> Iterator[tuple[APIRoute, Json]]:
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute):
            for method in context.methods or ():
                yield route, document["paths"][str(context.path)][method.lower()]


def _secure(operation: Json) -> None:
    """A token comes in the header `Authorization`, which OpenAPI describes as a security scheme."""
    parameters = operation.pop("parameters", [])
    others = [each for each in parameters if each["name"].lower() != "authorization"]
    operation["security"] = [{"bearer": []}] if len(others) < len(parameters) else []
    if others:
        operation["parameters"] = others


def _scope_of(route: APIRoute) -> str:
    """The scope that `requires` demands; empty if there is none."""
    calls = (dependency.call for dependency in route.dependant.dependencies)
    return next(filter(None, (str(getattr(call, "scope", "")) for call in calls)), "")


def _summarize(operation: Json, scope: str) -> None:
    """The summary is the first sentence of the docstring; the description is all of it."""
    text = " ".join(operation.get("description", "").split())
    operation["summary"] = re.split(r"(?<=\.)\s", text)[0].removesuffix(".")
    if scope:
        text = f"{text} Requires the scope `{scope}`."
    elif not operation["security"]:
        text = f"{text} Public: needs no token."
    operation["description"] = text


def _common_codes(operation: Json, route: APIRoute, service: Service) -> Responses:
    """The codes that follow from what the operation takes and from its dependencies."""
    codes: list[ErrorCode[Any] | StatusCode] = [SERVICE_UNREACHABLE, STORAGE_BUSY, INTERNAL_ERROR]
    parameters = [each["name"] for each in operation.get("parameters", ())]
    if operation["security"]:
        codes += service.unauthenticated
    if _scope_of(route):
        codes += service.forbidden
    if "requestBody" in operation:
        codes.append(BAD_REQUEST)
    if parameters or "requestBody" in operation:
        codes.append(INVALID_REQUEST)
    if "cursor" in parameters:
        codes.append(BAD_CURSOR)
    if route.methods != {"GET"}:
        codes.append(WRITE_CONFLICT)
    return problems(*codes)


def _successes(responses: Json) -> Json:
    """The answers below 400, without FastAPI's 422."""
    found = {status: answer for status, answer in responses.items() if int(status) < 400}
    for status, answer in found.items():
        answer.pop(CODES, None)
        if answer["description"] == _UNNAMED:
            answer["description"] = HTTPStatus(int(status)).phrase
    return found


def _failures(codes: Mapping[str, Mapping[str, str]], examples: Json) -> Json:
    return {status: _failure(status, codes[status], examples) for status in sorted(codes)}


def _failure(status: str, meanings: Mapping[str, str], examples: Json) -> Json:
    names = sorted(meanings)
    for name in names:
        examples[f"{name}.{status}"] = {
            "summary": name,
            "value": problem_schemas.example(HTTPStatus(int(status)), name, meanings[name]),
        }
    listed = "\n".join(f"- `{name}`: {meanings[name]}" for name in names)
    headers = problem_schemas.HEADERS.get(status)
    return {
        "description": listed,
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": f"{_SCHEMAS}Problem"},
                "examples": {
                    name: {"$ref": f"#/components/examples/{name}.{status}"} for name in names
                },
            }
        },
        **({"headers": headers} if headers else {}),
    }


def _add_examples(operation: Json, schemas: Json) -> None:
    bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
    for body in bodies:
        for media in body.get("content", {}).values():
            if "examples" not in media and "schema" in media:
                media["example"] = example_of(media["schema"], schemas)
