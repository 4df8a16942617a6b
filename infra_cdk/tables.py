"""The tables' definitions as data: the stacks build them, and the tests build the same on moto."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TableSpec:
    """All keys are strings. `indexes` are global secondary ones on `{name}pk`, `{name}sk`."""

    name: str
    indexes: tuple[str, ...] = ()
    streams: bool = False
    ttl_attribute: str = "expires_at"


PLATFORM = TableSpec("platform", indexes=("gsi1", "gsi2"), streams=True)
COMPUTE = TableSpec("compute", streams=True)
CONNECTIONS = TableSpec("connections")

ALL = (PLATFORM, COMPUTE, CONNECTIONS)
