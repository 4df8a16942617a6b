"""The error codes of the table, the bus and the connections to AWS."""

from shared.core.errors import Conflict, ErrorCode, Section, Unavailable

BUS_UNAVAILABLE = ErrorCode(
    "bus_unavailable",
    Unavailable,
    "The bus refused an event. publish_outbox fails, and the stream delivers the batch again.",
    Section.INTERNAL,
)
SERVICE_UNREACHABLE = ErrorCode(
    "service_unreachable",
    Unavailable,
    "A service behind the API did not answer in time, so the change may or may not be done. Read "
    "whether it is done, then try again.",
)
STORAGE_BUSY = ErrorCode(
    "storage_busy", Unavailable, "The database is throttling. Try again in a moment."
)
VERSION_CONFLICT = ErrorCode(
    "version_conflict",
    Conflict,
    "Another caller changed the record since you read it. Read it again and repeat the change.",
)
WRITE_CONFLICT = ErrorCode(
    "write_conflict",
    Conflict,
    "Other callers wrote to the same record during all our attempts. Try again.",
)
