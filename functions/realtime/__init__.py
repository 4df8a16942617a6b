"""The outbox's way to the bus, and the bus's way to the sockets."""
