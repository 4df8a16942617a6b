"""What the ticket route gives, and what a socket says apart from events."""

from typing import Literal

from shared.core.model import Model


class TicketRead(Model):
    """Open `{ws_url}?ticket={ticket}` within `expires_in` seconds; it works once."""

    ticket: str
    expires_in: int


class Pong(Model):
    type: Literal["pong"] = "pong"


class SocketError(Model):
    """The answer to a message that could not be understood."""

    type: Literal["error"] = "error"
    code: str
    detail: str
