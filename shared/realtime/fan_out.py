"""Events to everybody of the organization who has a socket open."""

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

# While `$connect` is being answered, the gateway calls a connection gone that is only coming.
_SETTLING = timedelta(seconds=10)


class _Outcome(Enum):
    SERVED = auto()  # at least one message got through
    GONE = auto()
    SKIPPED = auto()  # not reached, for a reason of this one connection
    DOWN = auto()  # not reached, for a reason of the service


class FanOutService:
    def __init__(
        self, repository: ConnectionRepository, sockets: Sockets, clock: Clock = utc_now
    ) -> None:
        self._connections = repository
        self._sockets = sockets
        self._clock = clock

    def push(self, events: Sequence[Event]) -> None:
        """Send the batch, coalesced; a connection that is gone is forgotten.

        Sockets only hurry along what HTTP tells as well, so one connection may miss something.
        The batch comes back (`Unavailable`) only when the service failed and nobody got any of
        it: repeating it for one would send it to all the others again, and hold up what follows.
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
        """Message after message, up to the first that does not get through."""
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
        """Unless it may only be coming: then it stays, and has nothing to miss yet."""
        if self._clock() - connection.connected_at >= _SETTLING:
            self._connections.remove(connection)
