"""Requests for a permit at a provider account, and the answers to them."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from shared.compute.contract.tasks import Priority


class Account(NamedTuple):
    """One account at a provider; `owner` is "platform" or an organization's id."""

    provider: str
    owner: str


@dataclass(frozen=True, kw_only=True)
class AdmissionRequest:
    """A job's request for a permit.

    `message` (a ProviderCall as JSON) is sent when a queued job is granted its permit. A permit
    that is not released within `lease_seconds` of the job's start expires; use the model's
    deadline and some slack.
    """

    job_id: UUID
    organization_id: UUID
    priority: Priority
    message: str
    lease_seconds: int = 1200


@dataclass(frozen=True)
class Admitted:
    """The job holds a permit until it is released."""


@dataclass(frozen=True)
class Queued:
    """The job waits in the account's queue.

    `position` counts from 1. `estimated_start_at` is None until a duration has been measured.
    Call `AdmissionService.admit_queued` at `retry_at`; it is None if such a call is scheduled.
    """

    position: int
    estimated_start_at: datetime | None
    retry_at: datetime | None


@dataclass(frozen=True)
class AccountLoad:
    """The load of an account, as `GET /api/v1/providers/status` reports it."""

    taken: int
    waiting: int
    paused_until: datetime | None
