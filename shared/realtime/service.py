"""Issues and redeems tickets; opens and closes connections."""

from collections.abc import Callable
from datetime import timedelta

from shared.core.clock import Clock, utc_now
from shared.identity.principal import Principal
from shared.realtime.errors import TICKET_INVALID
from shared.realtime.models import Connection
from shared.realtime.repository import ConnectionRepository
from shared.realtime.schemas import TicketRead
from shared.realtime.tickets import LIFETIME, digest_of, make_ticket, new_secret

# API Gateway closes every socket after two hours; the item is kept a little longer.
_CONNECTION_KEPT = timedelta(hours=2, minutes=10)


class ConnectionService:
    """`make_secret` returns the secret of a new ticket."""

    def __init__(
        self,
        repository: ConnectionRepository,
        clock: Clock = utc_now,
        make_secret: Callable[[], str] = new_secret,
    ) -> None:
        self._connections = repository
        self._clock = clock
        self._make_secret = make_secret

    def issue_ticket(self, principal: Principal) -> TicketRead:
        """Store a ticket for the caller and their organization; valid once, for 60 seconds."""
        secret = self._make_secret()
        self._connections.add_ticket(make_ticket(secret, principal, self._clock()))
        return TicketRead(ticket=secret, expires_in=int(LIFETIME.total_seconds()))

    def open(self, secret: str, connection_id: str) -> Connection:
        """Exchange a ticket for a connection.

        Raises Unauthenticated (`ticket_invalid`) if the ticket is unknown, used or expired.
        """
        refusal = TICKET_INVALID(
            "The ticket is used, too old or not ours; get a new one from POST /ws/ticket.",
        )
        ticket = self._connections.find_ticket(digest_of(secret))
        if ticket is None:
            raise refusal
        now = self._clock()
        connection = Connection(
            connection_id=connection_id,
            user_id=ticket.user_id,
            organization_id=ticket.organization_id,
            connected_at=now,
            expires_at=int((now + _CONNECTION_KEPT).timestamp()),
        )
        self._connections.redeem(ticket, connection, at=now, error=refusal)
        return connection

    def close(self, connection_id: str) -> None:
        """Delete a connection. Idempotent: an unknown connection is no error."""
        connection = self._connections.find(connection_id)
        if connection:
            self._connections.remove(connection)
