"""The API's contract is checked in; a change to it shows in the diff, not at the client."""

import pytest
from openapi_spec_validator import validate

from scripts.openapi import FOLDER, documents, rendered

DOCUMENTS = documents()


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_checked_in_document_is_current(name: str) -> None:
    assert (FOLDER / name).read_text() == rendered(DOCUMENTS[name]), "run `make openapi`"


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_document_is_valid_openapi(name: str) -> None:
    validate(DOCUMENTS[name])  # raises on the first violation
    assert DOCUMENTS[name]["openapi"].startswith("3.1")


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_operation_ids_are_unique(name: str) -> None:
    ids = [
        operation["operationId"]
        for path in DOCUMENTS[name]["paths"].values()
        for operation in path.values()
    ]
    assert len(ids) == len(set(ids))
    assert ids
