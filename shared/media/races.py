"""Retries after a concurrent writer has stored the same media resource."""

from collections.abc import Callable
from typing import TypeVar

from shared.aws.errors import WRITE_CONFLICT
from shared.core.errors import Conflict
from shared.media.errors import MEDIA_MOVED

T = TypeVar("T")

# The other writer has committed by then, so the second attempt nearly always succeeds.
_TRIES = 5


class MediaMoved(Conflict):
    """The media changed between the look-up and the commit."""

    def __init__(self) -> None:
        super().__init__(
            MEDIA_MOVED, "The same image was being stored at this moment; send it again."
        )


def retry_when_media_moved(attempt: Callable[[], T]) -> T:
    """Call `attempt`, which looks media up and commits, up to five times until it succeeds.

    Also retries `write_conflict`: many concurrent uploads of equal bytes write to one reference
    count and can outlast the table's own retries. Raises the last error.
    """
    for _ in range(_TRIES - 1):
        try:
            return attempt()
        except Conflict as conflict:
            if not isinstance(conflict, MediaMoved) and conflict.declared is not WRITE_CONFLICT:
                raise
    return attempt()
