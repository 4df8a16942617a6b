"""Which events of a batch are worth sending. Pure."""

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

# Whose progress it is: organization and generation.
_Work = tuple[str, str]


def coalesce(events: Sequence[Event]) -> list[Event]:
    """The batch in order of occurrence, each event once.

    Of a generation's `task.progress` only the newest is left, and none at all beside an event
    that ends the generation: a client never sees progress after the end within a batch.
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
    """Two steps of progress may share a millisecond; the further one is the newer one."""
    return event.occurred_at.timestamp(), float(event.data.get("percent", 0)), str(event.id)


def _work(event: Event) -> _Work:
    return str(event.organization_id), str(event.data.get("generation_id", event.id))
