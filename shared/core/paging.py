"""Pages of lists, with opaque cursors instead of page numbers."""

import base64
import binascii
import json
from typing import Annotated, Generic, TypeVar

from pydantic import Field

from shared.core.errors import BAD_CURSOR, Invalid
from shared.core.model import Model

T = TypeVar("T")

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
Limit = Annotated[int, Field(ge=1, le=MAX_LIMIT, description="Maximal number of items.")]
Cursor = Annotated[
    str | None,
    Field(description="`next_cursor` of the page before; without it the first page is read."),
]

# The string attributes of the last key read: where the next page starts.
Position = dict[str, str]


class Page(Model, Generic[T]):
    items: list[T] = Field(description="The items of this page.")
    next_cursor: str | None = Field(
        default=None,
        description="The `cursor` of the next page; null on the last one.",
        examples=["eyJwayI6Ik9SRyMwMTk5In0"],
    )


def encode_cursor(position: Position | None) -> str | None:
    """The position as URL-safe Base64 of JSON, without padding; None at the end of the list."""
    if not position:
        return None
    raw = json.dumps(position, sort_keys=True, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decode_cursor(cursor: str | None) -> Position | None:
    """The position in a cursor. Raises Invalid (`bad_cursor`) if `encode_cursor` did not make it.

    Whether it belongs to the list is checked by the query (`Query.admits`).
    """
    if not cursor:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        position = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        position = None
    if not isinstance(position, dict) or not all(isinstance(v, str) for v in position.values()):
        raise bad_cursor()
    return position


def bad_cursor() -> Invalid:
    return BAD_CURSOR("The cursor is not of this list; start again without `cursor`.")
