"""What happens reaches the browser: tickets, connections, and the fan-out of events."""
