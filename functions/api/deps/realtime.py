"""Tickets and open sockets."""

from functions.api.deps.foundation import provide

get_connection_service = provide(lambda platform: platform.realtime.connections)
