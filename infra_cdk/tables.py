"""The tables' definitions as data: the stacks build them, and the tests build the same on moto."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class TableSpec:
    """All keys are strings. `indexes` are global secondary ones on `{name}pk`, `{name}sk`.

    `stream` says what its records hold (DynamoDB's `StreamViewType`); a table without has none.
    """

    name: str
    indexes: tuple[str, ...] = ()
    stream: Literal["NEW_IMAGE"] | None = None
    ttl_attribute: str = "expires_at"


PLATFORM = TableSpec("platform", indexes=("gsi1", "gsi2"), stream="NEW_IMAGE")
COMPUTE = TableSpec("compute", stream="NEW_IMAGE")
CONNECTIONS = TableSpec("connections")

ALL = (PLATFORM, COMPUTE, CONNECTIONS)
