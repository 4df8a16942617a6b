"""The rules of tickets, without any storage.

A browser cannot send headers when it opens a socket, and what stands in an address ends up in
logs. So the address carries a ticket of one use and one minute instead of the access token, and
the table holds only its digest.
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
    return hashlib.sha256(secret.encode()).hexdigest()


def make_ticket(secret: str, principal: Principal, now: datetime) -> Ticket:
    return Ticket(
        digest=digest_of(secret),
        user_id=principal.user_id,
        organization_id=principal.organization_id,
        expires_at=int((now + LIFETIME).timestamp()),
    )
