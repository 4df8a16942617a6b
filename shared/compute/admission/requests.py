"""What one says to a lane, and what one hears from it."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from shared.compute.contract.tasks import Priority


class Lane(NamedTuple):
    """One account at a provider; `owner` is "platform" or an organization's id."""

    provider: str
    owner: str


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """`message` (a ProviderCall as JSON) is sent again when its turn has come.

    After `lease_seconds` without `leave` the place is somebody else's: the model's deadline
    and some slack.
    """

    job_id: UUID
    organization_id: UUID
    priority: Priority
    message: str
    lease_seconds: int = 1200


@dataclass(frozen=True)
class Entered:
    """The job has a place until it leaves."""


@dataclass(frozen=True)
class Waiting:
    """`position` counts from 1. `retry_at`: have `Lanes.admit` called then; None when such a
    call is already on its way.
    """

    position: int
    estimated_start_at: datetime | None
    retry_at: datetime | None


@dataclass(frozen=True)
class LaneLoad:
    """For the status view."""

    taken: int
    waiting: int
    paused_until: datetime | None
