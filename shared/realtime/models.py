"""Stored records of tickets and connections (connections table)."""

from datetime import datetime
from uuid import UUID

from pydantic import ConfigDict

from shared.core.model import Model


class Ticket(Model):
    """The right to open one socket. `digest` is the SHA-256 of the secret, hexadecimal."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    digest: str
    user_id: UUID
    organization_id: UUID
    expires_at: int  # seconds since 1970; also the table's TTL


class Connection(Model):
    """An open socket; a user may have several."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    connection_id: str
    user_id: UUID
    organization_id: UUID
    connected_at: datetime
    expires_at: int  # seconds since 1970; also the table's TTL
