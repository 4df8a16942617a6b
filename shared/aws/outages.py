"""Maps botocore's connection errors to the domain error Unavailable.

Only the HTTP edges use it: queues and state machines retry every error.
"""

from botocore.exceptions import ConnectionError, HTTPClientError

from shared.aws.errors import SERVICE_UNREACHABLE
from shared.core.errors import Unavailable

# Endpoint unreachable, connect or read timeout, connection closed: after the SDK's retries.
OUTAGES: tuple[type[Exception], ...] = (ConnectionError, HTTPClientError)


def unreachable() -> Unavailable:
    """The error of a service that did not answer. A write may have been applied nonetheless."""
    return SERVICE_UNREACHABLE(
        "A service that we need did not answer, so this may or may not be done; look, then try "
        "again.",
    )
