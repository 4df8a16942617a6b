"""Tickets and connections in the connections table.

A connection is stored twice: under its organization, to list the sockets of an event, and under
its own id, because `$disconnect` has only that id.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from shared.aws import keys
from shared.aws.table import Query, Table
from shared.aws.writes import Delete, Put
from shared.core.errors import Unauthenticated
from shared.realtime.models import Connection, Ticket


class ConnectionRepository:
    """Its methods apply their writes themselves."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def add_ticket(self, ticket: Ticket) -> None:
        """Store a ticket. Raises ConditionFailed if there is one with the same digest."""
        key = keys.ticket(ticket.digest)
        self.table.write(Put({**key._asdict(), **ticket.model_dump(mode="json")}))

    def find_ticket(self, digest: str) -> Ticket | None:
        item = self.table.get(keys.ticket(digest))
        return Ticket.model_validate(item) if item else None

    def redeem(
        self, ticket: Ticket, connection: Connection, *, at: datetime, error: Unauthenticated
    ) -> None:
        """Delete the ticket and add the connection, in one transaction.

        Raises `error` if the ticket is used or has expired at `at`. DynamoDB deletes expired items
        hours late, so the expiry is part of the condition.
        """
        values = connection.model_dump(mode="json")
        self.table.transact(
            [
                Delete(
                    keys.ticket(ticket.digest),
                    condition="attribute_exists(pk) AND #expires_at > :now",
                    values={"now": int(at.timestamp())},
                    error=error,
                ),
                *(Put({**key._asdict(), **values}, condition="") for key in _keys(connection)),
            ]
        )

    def find(self, connection_id: str) -> Connection | None:
        item = self.table.get(keys.connected(connection_id))
        return Connection.model_validate(item) if item else None

    def of_organization(self, organization_id: UUID) -> Iterator[Connection]:
        """All connections of the organization, expired ones included."""
        query = Query(keys.connection(organization_id, "").pk)
        return (Connection.model_validate(item) for item in self.table.every(query))

    def remove(self, connection: Connection) -> None:
        """Delete both items in one transaction. Idempotent."""
        self.table.transact([Delete(key, condition="") for key in _keys(connection)])


def _keys(connection: Connection) -> tuple[keys.Key, keys.Key]:
    return (
        keys.connection(connection.organization_id, connection.connection_id),
        keys.connected(connection.connection_id),
    )
