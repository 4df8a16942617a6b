"""Events to everybody of the organization who has a socket open."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from shared.aws.sockets import Sockets, SocketUnreachable
from shared.core.clock import Clock, utc_now
from shared.core.errors import Unavailable
from shared.core.events import Event
from shared.core.observability import get_logger
from shared.realtime.coalescing import coalesce
from shared.realtime.models import Connection
from shared.realtime.repository import ConnectionRepository

# While `$connect` is being answered, the gateway calls a connection gone that is only coming.
_SETTLING = timedelta(seconds=10)


class FanOutService:
    def __init__(
        self, repository: ConnectionRepository, sockets: Sockets, clock: Clock = utc_now
    ) -> None:
        self._connections = repository
        self._sockets = sockets
        self._clock = clock

    def push(self, events: Sequence[Event]) -> None:
        """Send the batch, coalesced; a connection that is gone is forgotten.

        Raises `Unavailable` after everybody was tried if somebody could not be reached, so that
        the batch comes back. Clients know events by id, a second copy does no harm.
        """
        by_organization: dict[UUID, list[Event]] = defaultdict(list)
        for event in coalesce(events):
            by_organization[event.organization_id].append(event)
        missed = 0
        for organization_id, theirs in by_organization.items():
            messages = [event.model_dump_json() for event in theirs]
            for connection in self._connections.of_organization(organization_id):
                missed += not self._deliver(connection, messages)
        if missed:
            raise Unavailable("sockets_unreachable", f"{missed} connections could not be reached.")

    def _deliver(self, connection: Connection, messages: list[str]) -> bool:
        """True if the connection got everything, or no longer exists."""
        try:
            for message in messages:
                if not self._sockets.post(connection.connection_id, message):
                    return self._forget(connection)
        except SocketUnreachable:
            get_logger("realtime").warning(
                "socket unreachable", connection_id=connection.connection_id
            )
            return False
        return True

    def _forget(self, connection: Connection) -> bool:
        """False for one that may not have been there yet: it has missed something."""
        if self._clock() - connection.connected_at < _SETTLING:
            return False
        self._connections.remove(connection)
        return True
