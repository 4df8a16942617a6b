"""Checks that references of a request name entities of the organization."""

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
    """The found entities in the order of `wanted`.

    Raises `error`, with a finding for each missing id, if any is missing. `field` is the member of
    the request that has the ids; the pointers of the findings use it.
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
