"""Tickets and open sockets."""

from functools import cache

from functions.api.deps.foundation import get_settings
from shared.aws.table import Table
from shared.realtime.repository import ConnectionRepository
from shared.realtime.service import ConnectionService


@cache
def get_connection_service() -> ConnectionService:
    table = Table(get_settings().require("connections_table"))
    return ConnectionService(ConnectionRepository(table))
