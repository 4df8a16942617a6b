"""What a ticket is and how long it is good."""

import base64
from datetime import UTC, datetime

from shared.core.ids import new_id
from shared.identity.principal import Principal
from shared.identity.scopes import Role
from shared.realtime.tickets import digest_of, make_ticket, new_secret

_NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)


def test_secret_holds_thirty_two_random_bytes() -> None:
    first, second = new_secret(), new_secret()
    assert first != second
    assert len(base64.urlsafe_b64decode(first + "=")) == 32


def test_ticket_stores_digest_for_one_minute() -> None:
    caller = Principal(user_id=new_id(), organization_id=new_id(), role=Role.VIEWER)
    ticket = make_ticket("secret", caller, _NOW)
    assert ticket.digest == digest_of("secret")
    assert "secret" not in ticket.model_dump_json()
    assert ticket.expires_at == int(_NOW.timestamp()) + 60
    assert (ticket.user_id, ticket.organization_id) == (caller.user_id, caller.organization_id)
