"""Tickets for the socket."""

from typing import Annotated

from fastapi import APIRouter, Depends, status

from functions.api.deps.caller import requires
from functions.api.deps.realtime import get_connection_service
from shared.identity.principal import Principal
from shared.identity.scopes import Scope
from shared.realtime.schemas import TicketRead
from shared.realtime.service import ConnectionService

router = APIRouter(prefix="/ws", tags=["realtime"])

Caller = Annotated[Principal, Depends(requires(Scope.ORGANIZATION_READ))]
Connections = Annotated[ConnectionService, Depends(get_connection_service)]


@router.post("/ticket", status_code=status.HTTP_201_CREATED)
def create_ticket(caller: Caller, connections: Connections) -> TicketRead:
    """Create a ticket for the WebSocket.

    The ticket opens one socket within a minute; the socket then carries the events.
    """
    return connections.issue_ticket(caller)
