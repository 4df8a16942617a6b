"""Sends events to all open sockets of their organization."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import timedelta
from enum import Enum, auto
from uuid import UUID

from shared.aws.sockets import Sockets, SocketServiceDown, SocketUnreachable
from shared.core.clock import Clock, utc_now
from shared.core.events import Event
from shared.core.observability import get_logger
from shared.realtime.coalescing import coalesce
from shared.realtime.errors import SOCKETS_UNREACHABLE
from shared.realtime.models import Connection
from shared.realtime.repository import ConnectionRepository

# Until `$connect` is answered, the gateway reports an opening connection as gone (HTTP 410).
_OPENING = timedelta(seconds=10)


class _Outcome(Enum):
    SERVED = auto()  # at least one message was delivered
    GONE = auto()
    SKIPPED = auto()  # not reached because of this connection
    DOWN = auto()  # not reached because the service failed


class FanOutService:
    """Delivers batches of events to connections."""

    def __init__(
        self, repository: ConnectionRepository, sockets: Sockets, clock: Clock = utc_now
    ) -> None:
        self._connections = repository
        self._sockets = sockets
        self._clock = clock

    def push(self, events: Sequence[Event]) -> None:
        """Send the coalesced events and delete connections that are gone.

        Delivery is best effort: clients can read the same facts over HTTP, so a single connection
        may miss messages. Raises Unavailable (`sockets_unreachable`), so that the queue repeats the
        batch, only if the service failed and no message was delivered: a repetition for one
        connection would send duplicates to all others and delay later batches.
        """
        by_organization: dict[UUID, list[Event]] = defaultdict(list)
        for event in coalesce(events):
            by_organization[event.organization_id].append(event)
        outcomes: Counter[_Outcome] = Counter()
        for organization_id, theirs in by_organization.items():
            messages = [event.model_dump_json() for event in theirs]
            for connection in self._connections.of_organization(organization_id):
                outcomes[self._deliver(connection, messages)] += 1
        if outcomes[_Outcome.DOWN] and not outcomes[_Outcome.SERVED]:
            raise SOCKETS_UNREACHABLE(
                f"{outcomes[_Outcome.DOWN]} connections could not be reached.",
            )

    def _deliver(self, connection: Connection, messages: list[str]) -> _Outcome:
        """Send the messages in order and stop at the first that is not delivered."""
        sent = 0
        try:
            for message in messages:
                if not self._sockets.post(connection.connection_id, message):
                    self._forget(connection)
                    return _Outcome.SERVED if sent else _Outcome.GONE
                sent += 1
        except SocketUnreachable as error:
            get_logger("realtime").warning(
                "socket unreachable",
                connection_id=connection.connection_id,
                reason=error.reason,
                missed=len(messages) - sent,
            )
            if not sent:
                down = isinstance(error, SocketServiceDown)
                return _Outcome.DOWN if down else _Outcome.SKIPPED
        return _Outcome.SERVED

    def _forget(self, connection: Connection) -> None:
        """Delete the connection, unless it is so new that it may still be opening."""
        if self._clock() - connection.connected_at >= _OPENING:
            self._connections.remove(connection)
