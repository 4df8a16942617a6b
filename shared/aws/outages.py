"""What botocore raises when an AWS service does not answer, as an error of the house.

Queues and state machines repeat whatever fails, so only the HTTP edges have to tell it apart.
"""

from botocore.exceptions import ConnectionError, HTTPClientError

from shared.aws.errors import SERVICE_UNREACHABLE
from shared.core.errors import Unavailable

# Endpoint not reached, connection or read timed out, connection cut: after the SDK's own tries.
OUTAGES: tuple[type[Exception], ...] = (ConnectionError, HTTPClientError)


def unreachable() -> Unavailable:
    """A write may have been carried out all the same, before its answer got lost."""
    return SERVICE_UNREACHABLE(
        "A service that we need did not answer, so this may or may not be done; look, then try "
        "again.",
    )
