"""One family of errors for the whole domain; it knows nothing of HTTP.

    SartiqError
    ├── Invalid            the request cannot be carried out as it stands
    │   └── (code says which rule: "sku_taken" is Conflict, "unknown_variable" is Invalid, ...)
    ├── Unauthenticated    nobody, or a token that is no longer good
    ├── Forbidden          somebody, but without the scope
    ├── NotFound           no such thing *for this organization*
    ├── Conflict           the thing has moved on, or the name is taken
    ├── TooLarge           a limit was passed; the limit is in the message
    └── Unavailable        a service that we need did not answer; try again

`kind` is what the edge maps to a status (shared/core/problems.py, the only place that does).
`code` is stable and belongs to the API contract; `detail` tells a person what to do next.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    INVALID = "invalid"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    TOO_LARGE = "too_large"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True)
class FieldError:
    """One finding about one place of the request; `pointer` is a JSON pointer (RFC 6901)."""

    pointer: str
    code: str
    detail: str


class SartiqError(Exception):
    """Base of all domain errors; `extra` holds members that the problem document repeats."""

    kind: Kind = Kind.INVALID

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        errors: tuple[FieldError, ...] = (),
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.errors = errors
        self.extra = dict(extra or {})


class Invalid(SartiqError):
    kind = Kind.INVALID


class Unauthenticated(SartiqError):
    kind = Kind.UNAUTHENTICATED


class Forbidden(SartiqError):
    kind = Kind.FORBIDDEN


class NotFound(SartiqError):
    kind = Kind.NOT_FOUND

    @classmethod
    def of(cls, noun: str) -> "NotFound":
        """`NotFound.of("Product")` -> code `product_not_found`, detail "Product not found"."""
        return cls(f"{noun.lower().replace(' ', '_')}_not_found", f"{noun} not found")


class Conflict(SartiqError):
    kind = Kind.CONFLICT


class TooLarge(SartiqError):
    kind = Kind.TOO_LARGE


class Unavailable(SartiqError):
    kind = Kind.UNAVAILABLE
