"""The domain errors, and the declarations of error codes. Independent of HTTP.

    SartiqError
    ├── Invalid            the request cannot be carried out as it stands
    ├── Unauthenticated    the request has no valid token
    ├── Forbidden          the caller lacks the scope
    ├── NotFound           the organization has no such entity
    ├── Conflict           the entity has changed meanwhile, or the name is taken
    ├── TooLarge           a limit was exceeded; the detail names it
    └── Unavailable        a required service did not answer; try again

Only shared/core/problems.py maps a `kind` to an HTTP status. A feature
declares its codes in shared/<feature>/errors.py and raises them by calling the declaration:

    SKU_TAKEN = ErrorCode("sku_taken", Conflict, "Another product has this SKU. ...")
    raise SKU_TAKEN(f"The SKU {sku} is taken.", extra={"existing_id": str(existing)})

docs/reference/errors.md and the responses in openapi/ are generated from these declarations.
"""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar


class Kind(StrEnum):
    """The kinds of errors; each has one HTTP status (shared/core/problems.py)."""

    INVALID = "invalid"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    TOO_LARGE = "too_large"
    UNAVAILABLE = "unavailable"


class Section(StrEnum):
    """Where clients see a code; each value is a heading of docs/reference/errors.md."""

    API = "Answers of the API"
    FINDINGS = "Findings"
    REJECTED_UPLOADS = "Rejected uploads"
    FAILED_GENERATIONS = "Failed generations"
    FAILED_EXPORTS = "Failed exports"
    SOCKET = "Socket messages"
    COMPUTE = "Answers of Compute"
    EDGE = "Answers of the laptop's edge"
    INTERNAL = "Internal"  # handled before a client sees it, so not on the page


@dataclass(frozen=True)
class Code:
    """A code on the wire.

    Created directly only for a code that another party declares: a type of pydantic, or a code of
    Compute that Platform passes on.
    """

    name: str


@dataclass(frozen=True, eq=False)
class Reason(Code):
    """A code in a record or a message; it is not raised as an error.

    `meaning` states cause and remedy, as the reference page prints them.
    """

    section: Section
    meaning: str
    _: KW_ONLY
    also: Mapping[Section, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FieldError:
    """A finding about one member of the request; `pointer` is a JSON pointer (RFC 6901)."""

    pointer: str
    declared: Code
    detail: str

    @property
    def code(self) -> str:
        return self.declared.name


class SartiqError(Exception):
    """Base class of all domain errors.

    `detail` is for people. `extra` has further members of the problem document.
    """

    kind: Kind = Kind.INVALID

    def __init__(
        self,
        declared: Code,
        detail: str,
        *,
        errors: tuple[FieldError, ...] = (),
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(f"{declared.name}: {detail}")
        self.declared = declared
        self.detail = detail
        self.errors = errors
        self.extra = dict(extra or {})

    @property
    def code(self) -> str:
        return self.declared.name


class Invalid(SartiqError):
    kind = Kind.INVALID


class Unauthenticated(SartiqError):
    kind = Kind.UNAUTHENTICATED


class Forbidden(SartiqError):
    kind = Kind.FORBIDDEN


class NotFound(SartiqError):
    kind = Kind.NOT_FOUND


class Conflict(SartiqError):
    kind = Kind.CONFLICT


class TooLarge(SartiqError):
    kind = Kind.TOO_LARGE


class Unavailable(SartiqError):
    kind = Kind.UNAVAILABLE


E = TypeVar("E", bound=SartiqError)


@dataclass(frozen=True, eq=False)
class ErrorCode(Code, Generic[E]):
    """A code and the class of its errors, whose kind decides the HTTP status.

    `meaning` states cause and remedy, as the reference page prints them. `also` has the text for
    further sections in which the same code appears.
    """

    error: type[E]
    meaning: str
    section: Section = Section.API
    _: KW_ONLY
    also: Mapping[Section, str] = field(default_factory=dict)

    def __call__(
        self,
        detail: str,
        *,
        errors: tuple[FieldError, ...] = (),
        extra: Mapping[str, Any] | None = None,
    ) -> E:
        """The error to raise; `detail` tells a person what to do."""
        return self.error(self, detail, errors=errors, extra=extra)

    def at(self, pointer: str, detail: str, *, extra: Mapping[str, Any] | None = None) -> E:
        """The error with one finding, about the member of the request at `pointer`."""
        return self(detail, errors=(FieldError(pointer, self, detail),), extra=extra)


BAD_CURSOR = ErrorCode(
    "bad_cursor",
    Invalid,
    "The `cursor` belongs to another list, or to the same list with another filter. Start again "
    "without it.",
)
INVALID_REQUEST = ErrorCode(
    "invalid_request",
    Invalid,
    "Fields are missing or wrong. `errors` has one finding for each, with its JSON pointer. "
    "Correct them and repeat the request.",
)
