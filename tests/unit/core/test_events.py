"""The envelope of events and the models beneath it."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from shared.core.events import PLATFORM, Event, make_event
from shared.core.ids import derived_id

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ORGANIZATION = UUID(int=7)


def event(**options: object) -> Event:
    return make_event(
        "product.created",
        source=PLATFORM,
        organization_id=ORGANIZATION,
        actor="user:1",
        data={"product_id": "p"},
        clock=lambda: NOW,
        **options,  # type: ignore[arg-type]
    )


def test_event_carries_its_facts() -> None:
    made = event()
    assert (made.type, made.source, made.version) == ("product.created", "sartiq.platform", 1)
    assert (made.organization_id, made.actor, made.occurred_at) == (ORGANIZATION, "user:1", NOW)
    assert made.data == {"product_id": "p"}


def test_first_event_starts_correlation() -> None:
    made = event()
    assert made.correlation_id == str(made.id)
    assert made.causation_id is None


def test_later_event_keeps_correlation() -> None:
    made = event(correlation_id="request-1", causation_id="event-1")
    assert (made.correlation_id, made.causation_id) == ("request-1", "event-1")


def test_derived_id_makes_same_event() -> None:
    id = derived_id("shot", "approved", 2)
    assert event(id=id) == event(id=id)


def test_event_survives_json() -> None:
    made = event()
    assert Event.model_validate_json(made.model_dump_json()) == made


def test_events_cannot_be_changed() -> None:
    frozen: Any = event()
    with pytest.raises(ValidationError):
        frozen.type = "other"


def test_misspelt_field_is_refused() -> None:
    with pytest.raises(ValidationError, match="organisation"):
        Event.model_validate({**event().model_dump(), "organisation": "x"})
