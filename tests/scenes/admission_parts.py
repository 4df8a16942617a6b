"""A lane without a database: the same rows in memory, a clock, and a post office."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from shared.aws.table import ConditionFailed
from shared.compute.admission.permits import Holder, Places, Waiter
from shared.compute.admission.repository import Change, WaitingRoom
from shared.compute.admission.service import Entered, Lane, Lanes, Ticket, Waiting
from shared.compute.contract.tasks import Priority
from shared.core.ids import derived_id
from shared.providers.adapter import Limits

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LANE = Lane("fal", "platform")
PLENTY = 100_000  # a rate that bounds nothing


class MemoryRoom(WaitingRoom):
    def __init__(self) -> None:
        self.state = Places()
        self.line: dict[str, Waiter] = {}
        self.notes: dict[str, Waiter] = {}
        self.commits = 0
        self.given: list[datetime] = []  # when each place was

    def places(self, lane: Lane) -> Places:
        return self.state

    def read(self, lane: Lane, job_id: UUID) -> tuple[Places, Waiter | None]:
        return self.state, self.notes.get(str(job_id))

    def front(self, lane: Lane, count: int) -> list[Waiter]:
        return sorted(self.line.values(), key=lambda waiter: waiter.turn)[:count]

    def records(self, lane: Lane, job_ids: Iterable[str]) -> list[Waiter]:
        return [self.notes[job_id] for job_id in job_ids if job_id in self.notes]

    def commit(self, lane: Lane, places: Places, change: Change) -> None:
        if places.version != self.state.version:
            raise ConditionFailed
        before = {holder.job_id for holder in self.state.holders}
        self.given += [each.since for each in places.holders if each.job_id not in before]
        stored = Places.model_validate(places.model_dump(mode="json"))
        self.state = stored.model_copy(update={"version": places.version + 1})
        for waiter in change.joined:
            assert waiter.job_id not in self.line
            self.line[waiter.job_id] = self.notes[waiter.job_id] = waiter
        for waiter in change.unlined:
            del self.line[waiter.job_id]
        for job_id in change.settled:
            self.notes.pop(job_id, None)
        self.commits += 1


class SimulatedLanes(Lanes):
    def __init__(self, room: WaitingRoom, send: Callable[[Priority, str], None]) -> None:
        self._room = room
        self._send = send


class World:
    """One lane, its timer (as the queue would keep it) and the messages under way."""

    def __init__(self, concurrent: int = 2, per_minute: int = PLENTY) -> None:
        self.limits = Limits(concurrent=concurrent, per_minute=per_minute)
        self.now = NOW
        self.room = MemoryRoom()
        self.post: list[str] = []
        self.timers: list[datetime] = []
        self.tickets: dict[str, Ticket] = {}
        self.inside: dict[str, datetime] = {}
        self.entered: list[tuple[datetime, str]] = []
        self.lanes = SimulatedLanes(self.room, lambda _, message: self.post.append(message))

    def ticket(
        self,
        name: str,
        organization: str = "acme",
        priority: Priority = Priority.DEFAULT,
        lease_seconds: int = 1200,
    ) -> Ticket:
        made = Ticket(
            job_id=derived_id(name),
            organization_id=derived_id(organization),
            priority=priority,
            message=name,
            lease_seconds=lease_seconds,
        )
        self.tickets[name] = made
        return made

    def enter(self, name: str, **details: object) -> Entered | Waiting:
        if name not in self.tickets:
            self.ticket(name, **details)  # type: ignore[arg-type]
        kept = self._place_of(name)
        answer = self.lanes.enter(LANE, self.tickets[name], self.limits, self.now)
        if isinstance(answer, Waiting):
            self._arm(answer.retry_at)
        elif kept:  # it died after it came in, and its message came once more
            self.inside[name] = kept.since
        else:
            assert not self.room.state.is_paused(self.now)
            self.inside[name] = self.now
            self.entered.append((self.now, name))
        return answer

    def leave(self, name: str) -> None:
        self.inside.pop(name, None)
        self._arm(self.lanes.leave(LANE, self.tickets[name].job_id, self.now))

    def withdraw(self, name: str) -> None:
        self.inside.pop(name, None)
        self._arm(self.lanes.withdraw(LANE, self.tickets[name].job_id, self.now))

    def pause(self, seconds: float) -> None:
        self.lanes.pause(LANE, self.now + timedelta(seconds=seconds))

    def deliver(self) -> list[str]:
        """Every message under way arrives; who came in by it."""
        sent, self.post = self.post, []
        return [name for name in sent if isinstance(self.enter(name), Entered)]

    def wait(self, seconds: float) -> None:
        """The clock goes on, and the timers that are due ring at their time."""
        end = self.now + timedelta(seconds=seconds)
        while self.timers and min(self.timers) <= end:
            at = min(self.timers)
            self.timers.remove(at)
            self.now = max(self.now, at)
            self._arm(self.lanes.admit(LANE, self.limits, self.now))
        self.now = end

    def _place_of(self, name: str) -> Holder | None:
        """The place that it came into and that is still its own."""
        holder = self.room.state.holder(str(self.tickets[name].job_id))
        has_begun = holder and not holder.call_again_at and holder.until > self.now
        return holder if has_begun else None

    def _arm(self, at: datetime | None) -> None:
        if at is not None:
            assert self.now <= at <= self.now + timedelta(minutes=15)
            self.timers.append(at)
