"""The error codes of the socket."""

from shared.core.errors import ErrorCode, Reason, Section, Unauthenticated, Unavailable

SOCKETS_UNREACHABLE = ErrorCode(
    "sockets_unreachable",
    Unavailable,
    "API Gateway is unreachable. push_events fails, and the queue delivers the batch again.",
    Section.INTERNAL,
)
TICKET_INVALID = ErrorCode(
    "ticket_invalid",
    Unauthenticated,
    "The socket ticket is unknown, used or older than a minute; the socket is refused with the "
    "bare status. Get a new one from `POST /ws/ticket`.",
)
UNKNOWN_ACTION = Reason(
    "unknown_action",
    Section.SOCKET,
    'The socket only takes `{"action": "ping"}`. Send everything else over HTTP.',
)
