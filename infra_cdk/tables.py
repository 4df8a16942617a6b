"""The definitions of the tables as data. The stacks and the moto fixtures are built from them."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class TableSpec:
    """A table with string keys.

    - `indexes`: names of global secondary indexes with the keys `{name}pk` and `{name}sk`.
    - `stream`: the `StreamViewType` of the table's stream, or None for no stream.
    """

    name: str
    indexes: tuple[str, ...] = ()
    stream: Literal["NEW_IMAGE"] | None = None
    ttl_attribute: str = "expires_at"


PLATFORM = TableSpec("platform", indexes=("gsi1", "gsi2"), stream="NEW_IMAGE")
COMPUTE = TableSpec("compute", stream="NEW_IMAGE")
CONNECTIONS = TableSpec("connections")

ALL = (PLATFORM, COMPUTE, CONNECTIONS)
