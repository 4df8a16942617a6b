"""Lanes: who may hand in an order at a provider, who waits, and who is called next.

Every operation may be repeated. Those that answer with a moment ask for `admit` to be called
then (a timer message); None means that nothing is needed, or that such a call is on its way.
There is one chain of such calls for each lane, however many wait there.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from shared.aws.table import ConditionFailed, Table
from shared.compute.admission import permits as rules
from shared.compute.admission.permits import Places, Waiter
from shared.compute.admission.repository import Change, WaitingRoom
from shared.compute.admission.requests import Entered, Lane, Ticket, Waiting
from shared.compute.contract.tasks import Priority
from shared.compute.errors import LANE_BUSY
from shared.core.errors import Conflict
from shared.core.observability import get_logger
from shared.providers.adapter import Limits

__all__ = ["Entered", "Lane", "Lanes", "Ticket", "Waiting"]

# Each lost race means that somebody else went on, so a crowd of this size gets through.
_TRIES = 40
T = TypeVar("T")


class Lanes:
    """`send` puts a message into the queue of its priority; it may arrive twice."""

    def __init__(self, table: Table, send: Callable[[Priority, str], None]) -> None:
        self._room = WaitingRoom(table)
        self._send = send

    def enter(self, lane: Lane, ticket: Ticket, limits: Limits, now: datetime) -> Entered | Waiting:
        """A place, or a place in the line; then `ticket.message` is sent again in its turn,
        and whoever receives it calls `enter` again with an equal ticket.

        Raises Unavailable `lane_busy` when too many change the lane at once, as all here do.
        """
        return _until_written(lambda: self._enter(lane, ticket, limits, now))

    def leave(self, lane: Lane, job_id: UUID, now: datetime) -> datetime | None:
        """Give the place back and call the next ones. Also good for a job that only waits."""
        return _until_written(lambda: self._leave(lane, job_id, now))

    def withdraw(self, lane: Lane, job_id: UUID, now: datetime) -> datetime | None:
        """The job is cancelled: out of the line, or out of the place it was just given."""
        return self.leave(lane, job_id, now)

    def pause(self, lane: Lane, until: datetime) -> None:
        """The provider said `Retry-After`: nobody enters before; never shortens a pause."""

        def write() -> None:
            seen = self._room.places(lane)
            self._room.commit(lane, rules.pause(seen, until), Change())

        _until_written(write)

    def admit(self, lane: Lane, limits: Limits, now: datetime) -> datetime | None:
        """What the timer calls: drop leases that ended, call waiters, and call those again
        whose message seems lost.
        """
        return _until_written(lambda: self._admit(lane, limits, now))

    def _enter(
        self, lane: Lane, ticket: Ticket, limits: Limits, now: datetime
    ) -> Entered | Waiting:
        job_id = str(ticket.job_id)
        seen, waiter = self._room.read(lane, ticket.job_id)
        places = rules.expire(rules.bounded(seen, limits), now)
        holder = places.holder(job_id)
        if holder:
            if not holder.call_again_at:
                return Entered()
            return self._come_in(lane, seen, places, ticket, now)
        is_new = waiter is None or seen.holder(job_id) is not None
        if waiter is None or is_new:
            places, waiter = rules.join(places, ticket)
        return self._line_up(lane, seen, places, waiter, is_new, now)

    def _come_in(
        self, lane: Lane, seen: Places, places: Places, ticket: Ticket, now: datetime
    ) -> Entered | Waiting:
        """It was called and has a place; during a pause it has to be called once more."""
        job_id = str(ticket.job_id)
        if places.is_paused(now):
            places = rules.put_off(places, job_id)
            places, retry_at = rules.set_timer(places, now, by_timer=False)
            self._write(lane, seen, places, Change())
            return Waiting(1, places.paused_until, retry_at)
        places = rules.begin(places, job_id, ticket.lease_seconds, now)
        self._write(lane, seen, places, Change(settled=(job_id,)))
        return Entered()

    def _line_up(
        self, lane: Lane, seen: Places, places: Places, waiter: Waiter, is_new: bool, now: datetime
    ) -> Entered | Waiting:
        """Behind all who wait; then as many are called as may be, this one perhaps among them."""
        places, called = self._call(lane, places, now, joining=waiter if is_new else None)
        is_in = waiter.job_id in {each.job_id for each in called}
        if is_in:
            places = rules.begin(places, waiter.job_id, waiter.lease_seconds, now)
        places, retry_at = rules.set_timer(places, now, by_timer=False)
        others = tuple(each for each in called if each.job_id != waiter.job_id)
        change = Change(
            joined=(waiter,) if is_new and not is_in else (),
            unlined=(*others, waiter) if is_in and not is_new else others,
            settled=(waiter.job_id,) if is_in and not is_new else (),
        )
        self._write(lane, seen, places, change)
        self._send_messages(lane, [each.job_id for each in others])
        if is_in:
            return Entered()
        turn = rules.position(places, waiter)
        return Waiting(turn, rules.estimated_start(places, turn, now), retry_at)

    def _leave(self, lane: Lane, job_id: UUID, now: datetime) -> datetime | None:
        seen, waiter = self._room.read(lane, job_id)
        was_called = seen.holder(str(job_id)) is not None
        places = rules.leave(seen, str(job_id), now)
        gone: tuple[Waiter, ...] = ()
        if waiter and not was_called:
            places, gone = rules.withdraw(places, waiter), (waiter,)
        return self._go_on(lane, seen, places, gone, (str(job_id),) if waiter else (), now)

    def _admit(self, lane: Lane, limits: Limits, now: datetime) -> datetime | None:
        seen = self._room.places(lane)
        if not seen.version:
            return None
        return self._go_on(lane, seen, rules.bounded(seen, limits), (), (), now, by_timer=True)

    def _go_on(
        self,
        lane: Lane,
        seen: Places,
        places: Places,
        gone: tuple[Waiter, ...],
        settled: tuple[str, ...],
        now: datetime,
        *,
        by_timer: bool = False,
    ) -> datetime | None:
        """Drop the expired, call the next, set the timer; write all of it; send the calls."""
        places = rules.expire(places, now)
        again = rules.to_call_again(places, now)
        places = rules.called_again(places, again, now)
        places, called = self._call(lane, places, now, leaving=gone)
        places, retry_at = rules.set_timer(places, now, by_timer=by_timer)
        self._write(lane, seen, places, Change(unlined=(*gone, *called), settled=settled))
        self._send_messages(lane, [*again, *(each.job_id for each in called)])
        return retry_at

    def _call(
        self,
        lane: Lane,
        places: Places,
        now: datetime,
        *,
        joining: Waiter | None = None,
        leaving: tuple[Waiter, ...] = (),
    ) -> tuple[Places, tuple[Waiter, ...]]:
        """Places for the first in line. The stored line does not know yet who joins or leaves."""
        count = rules.vacancies(places, now)
        stored = places.waiting - (joining is not None)
        front = self._room.front(lane, count + len(leaving)) if stored and count else []
        out = {waiter.job_id for waiter in leaving}
        line = [waiter for waiter in front if waiter.job_id not in out]
        if joining:
            line = sorted([*line, joining], key=lambda waiter: waiter.turn)
        called = tuple(line[:count])
        for waiter in called:
            places = rules.call(places, waiter, now)
        return places, called

    def _write(self, lane: Lane, seen: Places, places: Places, change: Change) -> None:
        """Nothing, when nothing has changed. Who lost an unused place is settled, too."""
        inside = {each.job_id for each in places.holders}
        lost = (each.job_id for each in seen.holders if each.call_again_at)
        lost = (job_id for job_id in lost if job_id not in inside)
        joined = {waiter.job_id for waiter in change.joined}
        settled = tuple(dict.fromkeys((*change.settled, *lost)))
        change = Change(
            joined=change.joined,
            unlined=change.unlined,
            settled=tuple(job_id for job_id in settled if job_id not in joined),
        )
        if places != seen or change != Change():
            self._room.commit(lane, places, change)

    def _send_messages(self, lane: Lane, job_ids: Iterable[str]) -> None:
        """A message that cannot be sent is sent by `admit`, for its job will not come."""
        for record in self._room.records(lane, job_ids):
            try:
                self._send(record.priority, record.message)
            except Exception:
                get_logger("compute").exception("call not sent", job_id=record.job_id)


def _until_written(change: Callable[[], T]) -> T:
    """Read, decide and write anew until nobody else has written in between."""
    for _ in range(_TRIES):
        try:
            return change()
        except (ConditionFailed, Conflict):
            continue
    raise LANE_BUSY("Too many want to go to this provider at once; try again.")
