"""Events for browsers over WebSockets: tickets, connections and the fan-out."""
