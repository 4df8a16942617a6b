"""What all services share: settings, clock, tables, bucket, secrets and state machines."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.core.clock import Clock, utc_now
from shared.core.settings import Settings

if TYPE_CHECKING:
    from shared.aws.bucket import Bucket
    from shared.aws.secrets import Secrets
    from shared.aws.table import Table
    from shared.aws.workflows import Workflows
    from shared.wiring.compute import Compute
    from shared.wiring.platform import Platform


class Base:
    def __init__(self, settings: Settings, clock: Clock = utc_now) -> None:
        self.settings = settings
        self.clock = clock

    @cached_property
    def platform_table(self) -> "Table":
        return self._table("platform_table")

    @cached_property
    def compute_table(self) -> "Table":
        return self._table("compute_table")

    @cached_property
    def connections_table(self) -> "Table":
        return self._table("connections_table")

    def _table(self, setting: str) -> "Table":
        from shared.aws.table import Table

        return Table(self.settings.require(setting))

    @cached_property
    def bucket(self) -> "Bucket":
        from shared.aws.bucket import Bucket

        return Bucket(self.settings.require("media_bucket"))

    @cached_property
    def secrets(self) -> "Secrets":
        from shared.aws.secrets import Secrets

        return Secrets()

    @cached_property
    def workflows(self) -> "Workflows":
        from shared.aws.workflows import Workflows

        return Workflows()


class PlatformPart:
    """The services of one feature of Platform."""

    def __init__(self, platform: "Platform") -> None:
        self.platform = platform
        self.base = platform.base
        self.clock = platform.base.clock

    @property
    def table(self) -> "Table":
        return self.base.platform_table


class ComputePart:
    """The services of one room of Compute."""

    def __init__(self, compute: "Compute") -> None:
        self.compute = compute
        self.base = compute.base
        self.clock = compute.base.clock

    @property
    def table(self) -> "Table":
        return self.base.compute_table
