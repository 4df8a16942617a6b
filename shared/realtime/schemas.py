"""The response of the ticket route, and the messages of a socket apart from events."""

from typing import Literal

from pydantic import Field

from shared.core.model import Model


class TicketRead(Model):
    """Open `{ws_url}?ticket={ticket}` within `expires_in` seconds; it works once."""

    ticket: str = Field(
        description="Secret for the address of the socket.", examples=["wst_q83fT0b1..."]
    )
    expires_in: int = Field(description="Seconds until the ticket expires.", examples=[60])


class Pong(Model):
    type: Literal["pong"] = "pong"


class SocketError(Model):
    """The answer to a message that is not supported."""

    type: Literal["error"] = "error"
    code: str
    detail: str
