"""References must name something of the organization; the error says which one does not."""

from collections.abc import Iterable, Mapping
from typing import TypeVar
from uuid import UUID

from shared.core.errors import ErrorCode, FieldError, NotFound

T = TypeVar("T")


def require_all(
    found: Mapping[UUID, T],
    wanted: Iterable[UUID],
    *,
    title: str,
    error: ErrorCode[NotFound],
    field: str,
) -> tuple[T, ...]:
    """What was found, in the order wanted; else `error`.

    `field` is the member of the request that named them, for the problem's pointers.
    """
    ids = tuple(wanted)
    missing = [entity_id for entity_id in ids if entity_id not in found]
    if missing:
        raise error(
            f"{title} {missing[0]} not found; {field} must name what your organization has.",
            errors=tuple(
                FieldError(f"/{field}", error, f"{title} {entity_id} not found")
                for entity_id in missing
            ),
        )
    return tuple(found[entity_id] for entity_id in ids)
