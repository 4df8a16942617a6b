"""Tickets for opening sockets. Pure.

A browser cannot send headers when it opens a socket, and URLs end up in logs. The URL therefore
contains a ticket, valid once and for one minute, instead of the access token. The table stores
only its digest.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from shared.identity.principal import Principal
from shared.realtime.models import Ticket

LIFETIME = timedelta(seconds=60)


def new_secret() -> str:
    """32 random bytes as URL-safe text."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """SHA-256, hexadecimal. The secret is random, so no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def make_ticket(secret: str, principal: Principal, now: datetime) -> Ticket:
    """The stored form of a ticket that expires after `LIFETIME`."""
    return Ticket(
        digest=digest_of(secret),
        user_id=principal.user_id,
        organization_id=principal.organization_id,
        expires_at=int((now + LIFETIME).timestamp()),
    )
