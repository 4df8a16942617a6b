"""Compute's HTTP contract for the status of providers, and for cancellation."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from shared.core.model import Model


class BreakerRead(Model):
    """The circuit breaker of a provider for one class of failures."""

    failure_class: str = Field(
        description="The class of failures: `rate`, `timeout`, `server`, `auth`, `credit` or "
        "`output`.",
        examples=["timeout"],
    )
    state: Literal["closed", "open", "half_open"] = Field(
        description="`closed` lets all requests through, `open` none until `until`, `half_open` "
        "one as a probe."
    )
    recent_failures: int = Field(
        description="Failures within the breaker's time window.", examples=[2]
    )
    until: datetime | None = Field(
        default=None, description="When an open breaker lets a probe through; null otherwise."
    )


class ModelRead(Model):
    """A model that a provider offers for one capability."""

    capability: str = Field(description="What the model can do.", examples=["generate"])
    model: str = Field(description="The provider's name of the model.", examples=["flux-2-pro"])
    price_microusd: int = Field(
        description="Price per `price_unit`, in millionths of a US dollar.", examples=[45_000]
    )
    price_unit: str = Field(
        description="What the price is for: `image`, `megapixel`, `second`, `1k_tokens` or `call`.",
        examples=["megapixel"],
    )
    typical_seconds: float = Field(
        description="Typical duration of a request in seconds.", examples=[12.0]
    )


class ProviderRead(Model):
    """A provider as the caller's organization can use it now."""

    name: str = Field(description="Name of the provider.", examples=["bfl"])
    mode: Literal["embedded", "sync", "polled", "webhook"] = Field(
        description="How results arrive: computed in Compute (`embedded`), in the response "
        "(`sync`), by polling (`polled`), or by a callback (`webhook`)."
    )
    routable: bool = Field(description="Whether new work may be sent to the provider now.")
    reason: str | None = Field(
        default=None,
        description="Why the provider is not routable: `no_credentials`, `breaker_open` or "
        "`budget_exhausted`; null if it is.",
        examples=["breaker_open"],
    )
    credentials: Literal["none_needed", "platform", "organization", "missing"] = Field(
        description="Whose credentials are used."
    )
    models: tuple[ModelRead, ...] = Field(description="The models that the provider offers.")
    breakers: tuple[BreakerRead, ...] = Field(
        default=(), description="The breakers that have recorded failures."
    )
    places_taken: int = Field(
        default=0, description="Number of requests in progress at the account.", examples=[2]
    )
    places: int = Field(
        default=0, description="Most requests in progress at a time at the account.", examples=[8]
    )
    waiting: int = Field(
        default=0, description="Number of jobs in the queue of the account.", examples=[0]
    )
    paused_until: datetime | None = Field(
        default=None,
        description="Until when the rate limit of the account pauses new requests; null if it "
        "does not.",
    )


class ProvidersStatus(Model):
    """All providers that Compute knows."""

    items: tuple[ProviderRead, ...] = Field(description="The providers, in alphabetical order.")


class CancelRequest(Model):
    """Which tasks of the organization to cancel."""

    scope: Literal["waiting", "all"] = Field(
        description="`waiting` cancels tasks none of whose nodes has started, `all` every task "
        "that has not ended."
    )
    shooting_id: UUID | None = Field(
        default=None, description="Cancel only tasks of this shooting; null for all tasks."
    )


class CancelReport(Model):
    """The tasks that are being cancelled."""

    generation_ids: tuple[UUID, ...] = Field(
        description="Ids of the entities whose tasks are being cancelled."
    )
