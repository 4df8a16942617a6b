"""An order at a provider, as it is stored."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from shared.compute.admission.requests import Account
from shared.compute.contract.tasks import Priority
from shared.compute.records.tasks import ProviderCall
from shared.core.ids import derived_id
from shared.core.model import Model
from shared.providers.requests import Capability


class JobStatus(StrEnum):
    WAITING = "waiting"  # for a place, or for an equal node that is at work
    SUBMITTING = "submitting"
    SUBMITTED = "submitted"  # the provider works, and will say so
    ENDED = "ended"


class ProviderJob(Model):
    """One order of one node, for one attempt of the state machine at it.

    `owner` is whose account is used. `lease_until` bounds a submit: whoever finds it passed
    knows that the submitting function has died. `waits` counts how often it had to wait,
    `checks` the polls, `failed_checks` those in a row that failed. `cache_key` is what its
    result will be found by.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    id: UUID
    organization_id: UUID
    task_id: UUID
    node_id: str
    task_token: str
    attempt: int = 0
    priority: Priority
    capability: Capability
    provider: str
    model: str
    owner: str
    status: JobStatus = JobStatus.WAITING
    request_id: str = ""
    handle: dict[str, Any] = Field(default_factory=dict)
    seed: int | None = None
    cache_key: str = ""
    created_at: datetime
    deadline_at: datetime
    lease_until: datetime | None = None
    submitted_at: datetime | None = None
    waits: int = 0
    checks: int = 0
    failed_checks: int = 0

    @property
    def account(self) -> Account:
        return Account(self.provider, self.owner)

    @property
    def call(self) -> ProviderCall:
        """The message that this job came from, to be sent again."""
        return ProviderCall(
            organization_id=self.organization_id,
            task_id=self.task_id,
            node_id=self.node_id,
            task_token=self.task_token,
            attempt=self.attempt,
            priority=self.priority,
        )


def job_id_of(call: ProviderCall) -> UUID:
    """A message that is delivered twice finds the job that it made the first time."""
    return derived_id("job", call.task_token, call.attempt)


Cause = Literal["timer", "callback", "cancel"]


class JobCheck(Model):
    """A message in the queue of checks: look after this job."""

    kind: Literal["job"] = "job"
    organization_id: UUID
    job_id: UUID
    cause: Cause = "timer"


class AccountCheck(Model):
    """Another one: let waiters into this account."""

    kind: Literal["account"] = "account"
    provider: str
    owner: str
