"""The pieces that the realtime functions need, made once per process.

Each function asks only for what it uses: it has no more environment and permissions than that.
"""

from functools import cache

from shared.aws.bus import Bus
from shared.aws.sockets import Sockets
from shared.aws.table import Table
from shared.core.settings import Settings
from shared.realtime.fan_out import FanOutService
from shared.realtime.repository import ConnectionRepository
from shared.realtime.service import ConnectionService


@cache
def get_settings() -> Settings:
    return Settings.from_environment()


@cache
def get_bus() -> Bus:
    return Bus(get_settings().require("event_bus"))


@cache
def get_sockets() -> Sockets:
    return Sockets(get_settings().require("socket_endpoint"))


@cache
def get_connections() -> ConnectionRepository:
    return ConnectionRepository(Table(get_settings().require("connections_table")))


@cache
def get_connection_service() -> ConnectionService:
    return ConnectionService(get_connections())


@cache
def get_fan_out_service() -> FanOutService:
    return FanOutService(get_connections(), get_sockets())
