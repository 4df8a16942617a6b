from uuid import UUID

import pytest
from pydantic import ValidationError

from shared.media.schemas import MediaInput, PresignRequest

ID = UUID(int=7)


@pytest.mark.parametrize("fields", [{}, {"media_id": ID, "upload_id": ID}, {"role": "front"}])
def test_input_names_exactly_one(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="exactly one of media_id and upload_id"):
        MediaInput.model_validate(fields)


@pytest.mark.parametrize("field", ["media_id", "upload_id"])
def test_input_takes_either_source(field: str) -> None:
    assert MediaInput.model_validate({field: str(ID), "role": " back "}).role == "back"


@pytest.mark.parametrize(
    "fields",
    [
        {"filename": "  "},
        {"filename": "x" * 256},
        {"filename": "\ud800.jpg"},
        {"content_type": "image/gif"},
        {"content_type": "text/html"},
        {"bytes": -1},
        {"colour": "red"},
    ],
)
def test_bad_announcements_are_refused(fields: dict[str, object]) -> None:
    good = {"filename": "a.jpg", "content_type": "image/jpeg"}
    assert PresignRequest.model_validate(good)
    with pytest.raises(ValidationError):
        PresignRequest.model_validate({**good, **fields})
