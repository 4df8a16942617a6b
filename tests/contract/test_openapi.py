"""The API's contract is checked in, complete, and true where a test can tell."""

from collections.abc import Iterator
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

from scripts.openapi import FOLDER, documents, rendered

DOCUMENTS = documents()
Json = dict[str, Any]


def operations() -> Iterator[tuple[str, Json, Json]]:
    for name, document in sorted(DOCUMENTS.items()):
        for path in document["paths"].values():
            for operation in path.values():
                yield f"{name} {operation['operationId']}", document, operation


OPERATIONS = list(operations())
each_operation = pytest.mark.parametrize(
    ("document", "operation"),
    [(document, operation) for _, document, operation in OPERATIONS],
    ids=[name for name, *_ in OPERATIONS],
)
each_document = pytest.mark.parametrize("name", sorted(DOCUMENTS))


@each_document
def test_checked_in_document_is_current(name: str) -> None:
    assert (FOLDER / name).read_text() == rendered(DOCUMENTS[name]), "run `make openapi`"


@each_document
def test_document_is_valid_openapi(name: str) -> None:
    validate(DOCUMENTS[name])  # raises on the first violation
    assert DOCUMENTS[name]["openapi"].startswith("3.1")


@each_document
def test_operation_ids_are_unique(name: str) -> None:
    ids = [
        operation["operationId"]
        for path in DOCUMENTS[name]["paths"].values()
        for operation in path.values()
    ]
    assert len(ids) == len(set(ids))
    assert ids


@each_document
def test_every_property_is_described(name: str) -> None:
    schemas = DOCUMENTS[name]["components"]["schemas"]
    silent = [
        f"{schema}.{member}"
        for schema, definition in schemas.items()
        for member, described in definition.get("properties", {}).items()
        if not described.get("description")
    ]
    assert silent == [], "give these a Field(description=...)"


@each_document
def test_schemas_know_nothing_of_the_framework(name: str) -> None:
    text = (FOLDER / name).read_text()
    assert "ValidationError" not in text
    assert "x-problem-codes" not in text


@each_document
def test_tags_are_described_and_used(name: str) -> None:
    document = DOCUMENTS[name]
    described = {tag["name"] for tag in document["tags"] if tag["description"]}
    used = {tag for _, owner, each in OPERATIONS if owner is document for tag in each["tags"]}
    assert described == used


@each_operation
def test_operation_is_described(document: Json, operation: Json) -> None:
    assert operation["summary"]
    assert len(operation["description"]) > len(operation["summary"])
    assert operation["security"] in ([], [{"bearer": []}])
    silent = [each["name"] for each in operation.get("parameters", ()) if "description" not in each]
    assert silent == [], "give these a description"


@each_operation
def test_failures_are_problem_documents(document: Json, operation: Json) -> None:
    failures = {status: r for status, r in operation["responses"].items() if int(status) >= 400}
    assert failures.keys() >= {"500", "503"}
    assert ("401" in failures) >= bool(operation["security"])
    for response in failures.values():
        assert list(response["content"]) == ["application/problem+json"]
        media = response["content"]["application/problem+json"]
        assert media["schema"] == {"$ref": "#/components/schemas/Problem"}
        assert media["examples"]


@each_operation
def test_bodies_have_valid_examples(document: Json, operation: Json) -> None:
    answers = [r for status, r in operation["responses"].items() if int(status) < 400]
    for body in [operation.get("requestBody", {}), *answers]:
        for media in body.get("content", {}).values():
            _check(media["example"], media["schema"], document)


@each_operation
def test_examples_are_of_the_fields(document: Json, operation: Json) -> None:
    answers = [r for status, r in operation["responses"].items() if int(status) < 400]
    for body in [operation.get("requestBody", {}), *answers]:
        for media in body.get("content", {}).values():
            assert "text" not in leaves(media["example"]), "give each text its Field(examples=...)"


@each_document
def test_problem_examples_are_valid(name: str) -> None:
    document = DOCUMENTS[name]
    for example in document["components"]["examples"].values():
        _check(example["value"], {"$ref": "#/components/schemas/Problem"}, document)


def leaves(example: Any) -> list[Any]:
    match example:
        case dict():
            return [leaf for each in example.values() for leaf in leaves(each)]
        case list():
            return [leaf for each in example for leaf in leaves(each)]
    return [example]


def _check(example: Any, schema: Json, document: Json) -> None:
    OAS31Validator({**schema, "components": document["components"]}).validate(example)
