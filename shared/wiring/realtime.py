"""Open sockets and the events that are sent to them."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.wiring.base import PlatformPart

if TYPE_CHECKING:
    from shared.aws.bus import Bus
    from shared.aws.sockets import Sockets
    from shared.realtime.fan_out import FanOutService
    from shared.realtime.service import ConnectionService


class RealtimeWiring(PlatformPart):
    @cached_property
    def connections(self) -> "ConnectionService":
        from shared.realtime.repository import ConnectionRepository
        from shared.realtime.service import ConnectionService

        return ConnectionService(ConnectionRepository(self.base.connections_table), self.clock)

    @cached_property
    def bus(self) -> "Bus":
        from shared.aws.bus import Bus

        return Bus(self.base.settings.require("event_bus"))

    @cached_property
    def sockets(self) -> "Sockets":
        from shared.aws.sockets import Sockets

        return Sockets(self.base.settings.require("socket_endpoint"))

    @cached_property
    def fan_out(self) -> "FanOutService":
        from shared.realtime.fan_out import FanOutService
        from shared.realtime.repository import ConnectionRepository

        return FanOutService(
            ConnectionRepository(self.base.connections_table), self.sockets, self.clock
        )
