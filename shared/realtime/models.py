"""Tickets and connections as they are stored in the connections table."""

from datetime import datetime
from uuid import UUID

from pydantic import ConfigDict

from shared.core.model import Model


class Ticket(Model):
    """The right to open one socket, once. `digest` is the SHA-256 of the secret, in hex."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    digest: str
    user_id: UUID
    organization_id: UUID
    expires_at: int  # seconds since 1970; also the table's TTL


class Connection(Model):
    """One open socket; a person may have many."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    connection_id: str
    user_id: UUID
    organization_id: UUID
    connected_at: datetime
    expires_at: int  # seconds since 1970; also the table's TTL
