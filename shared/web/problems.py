"""How a route names the error codes that it answers with."""

from collections.abc import Mapping
from typing import Any

from shared.core.errors import ErrorCode
from shared.core.problems import STATUS_OF, StatusCode

# Replaced by a whole response when the OpenAPI document is built (openapi.py).
CODES = "x-problem-codes"
Responses = dict[int | str, dict[str, Any]]


def problems(*codes: ErrorCode[Any] | StatusCode) -> Responses:
    """The `responses` of a route: `responses=problems(SKU_TAKEN, PRODUCT_NOT_FOUND)`.

    Leave out what each operation has by its dependencies: 401, `missing_scope`,
    `invalid_request`, `bad_cursor`, and the codes of an outage.
    """
    found: Responses = {}
    for code in codes:
        named = found.setdefault(status_of(code), {CODES: {}})
        named[CODES][code.name] = code.meaning
    return found


def merged(*responses: Mapping[int | str, Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """The meaning of each code, by status."""
    found: dict[str, dict[str, str]] = {}
    for each in responses:
        for status, response in each.items():
            if CODES in response:
                found.setdefault(str(status), {}).update(response[CODES])
    return found


def status_of(code: ErrorCode[Any] | StatusCode) -> int:
    return code.status.value if isinstance(code, StatusCode) else STATUS_OF[code.error.kind].value
