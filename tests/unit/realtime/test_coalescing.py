"""Which events of a batch are sent."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from shared.core.events import COMPUTE, Event
from shared.core.ids import derived_id
from shared.realtime.coalescing import PROGRESS, TERMINAL, coalesce

_START = datetime(2024, 6, 1, tzinfo=UTC)
_TYPES = (PROGRESS, PROGRESS, PROGRESS, "generation.started", "product.created", *sorted(TERMINAL))


def occurrence(
    number: int, type: str = PROGRESS, *, generation: str = "g1", org: str = "acme", second: int = 0
) -> Event:
    return Event(
        id=derived_id("event", number),
        type=type,
        source=COMPUTE,
        organization_id=derived_id(org),
        actor="system:compute",
        occurred_at=_START + timedelta(seconds=second),
        correlation_id="c",
        data={"generation_id": generation, "percent": number},
    )


def work_of(event: Event) -> tuple[UUID, str]:
    return event.organization_id, event.data["generation_id"]


batches = st.lists(
    st.builds(
        occurrence,
        st.integers(0, 12),
        st.sampled_from(_TYPES),
        generation=st.sampled_from(["g1", "g2"]),
        org=st.sampled_from(["acme", "rival"]),
        second=st.integers(0, 3),
    ),
    max_size=12,
    unique_by=lambda event: event.id,
)


def test_newest_progress_alone_remains() -> None:
    late, early = occurrence(60, second=2), occurrence(30, second=1)
    assert coalesce([late, early]) == [late]


def test_equal_moments_keep_further_progress() -> None:
    assert coalesce([occurrence(60), occurrence(30)]) == [occurrence(60)]


def test_terminal_event_silences_progress() -> None:
    end = occurrence(1, "generation.failed", second=1)
    assert coalesce([end, occurrence(90, second=2)]) == [end]


def test_progress_of_others_is_kept() -> None:
    mine, theirs = occurrence(1), occurrence(2, generation="g2")
    assert coalesce([mine, theirs]) == [mine, theirs]


def test_same_generation_id_of_two_organizations_stays_apart() -> None:
    ours, theirs = occurrence(1), occurrence(2, "task.completed", org="rival")
    assert coalesce([ours, theirs]) == [ours, theirs]


def test_event_delivered_twice_is_sent_once() -> None:
    started = occurrence(1, "generation.started")
    assert coalesce([started, started]) == [started]


@given(batches)
def test_only_progress_is_ever_dropped(batch: list[Event]) -> None:
    sent = coalesce(batch)
    dropped = [event for event in batch if event not in sent]
    assert all(event.type == PROGRESS for event in dropped)
    assert all(event in batch for event in sent)


@given(batches)
def test_one_progress_at_most_and_none_at_end(batch: list[Event]) -> None:
    sent = coalesce(batch)
    progress = [work_of(event) for event in sent if event.type == PROGRESS]
    ended = {work_of(event) for event in batch if event.type in TERMINAL}
    open_work = {work_of(event) for event in batch if event.type == PROGRESS} - ended
    assert sorted(progress) == sorted(open_work)


@given(batches, st.randoms(use_true_random=False))
def test_order_of_arrival_does_not_matter(batch: list[Event], random: object) -> None:
    shuffled = sorted(batch, key=lambda event: random.random())  # type: ignore[attr-defined]
    sent = coalesce(shuffled)
    assert sent == coalesce(batch) == coalesce(sent)
    assert [e.occurred_at for e in sent] == sorted(e.occurred_at for e in sent)
