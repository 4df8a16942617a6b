"""Selects the events of a batch that are sent. Pure."""

from collections.abc import Sequence

from shared.core.events import Event

PROGRESS = "task.progress"
TERMINAL = frozenset(
    {
        "task.completed",
        "task.failed",
        "generation.completed",
        "generation.failed",
        "generation.cancelled",
    }
)

# The organization and the generation that an event belongs to.
_Work = tuple[str, str]


def coalesce(events: Sequence[Event]) -> list[Event]:
    """The events in order of occurrence, each once.

    Of a generation's `task.progress` events only the newest is kept, and none if the batch has the
    event that ends the generation: within a batch no progress follows the end.
    """
    unique = {event.id: event for event in events}
    ordered = sorted(unique.values(), key=_moment)
    ended = {_work(event) for event in ordered if event.type in TERMINAL}
    newest = {_work(event): event.id for event in ordered if event.type == PROGRESS}
    return [
        event
        for event in ordered
        if event.type != PROGRESS
        or (newest[_work(event)] == event.id and _work(event) not in ended)
    ]


def _moment(event: Event) -> tuple[float, float, str]:
    """The sort key. Of two progress events in one millisecond the higher percentage is newer."""
    return event.occurred_at.timestamp(), float(event.data.get("percent", 0)), str(event.id)


def _work(event: Event) -> _Work:
    return str(event.organization_id), str(event.data.get("generation_id", event.id))
