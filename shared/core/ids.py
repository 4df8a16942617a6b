"""Identifiers. New ones are UUIDv7, which sort by their time of creation."""

import json
from uuid import UUID, uuid5

import uuid_utils

_DERIVED = UUID("5a1c1d2e-0f7b-4d0a-9a55-5a5271a27100")


def new_id() -> UUID:
    """A new UUIDv7 (RFC 9562): its first 48 bits are milliseconds since 1970."""
    return UUID(bytes=uuid_utils.uuid7().bytes)


def derived_id(*parts: object) -> UUID:
    """The same parts give the same id, so a repeated operation writes the same item."""
    return uuid5(_DERIVED, json.dumps([str(part) for part in parts]))
