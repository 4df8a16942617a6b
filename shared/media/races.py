"""Two writers, one media resource: the one who lost looks again and repeats."""

from collections.abc import Callable
from typing import TypeVar

from shared.aws.errors import WRITE_CONFLICT
from shared.core.errors import Conflict
from shared.media.errors import MEDIA_MOVED

T = TypeVar("T")

# A lost race is lost to somebody who has finished, so the second look nearly always settles it.
_TRIES = 5


class MediaMoved(Conflict):
    """The media changed between being looked up and being committed."""

    def __init__(self) -> None:
        super().__init__(
            MEDIA_MOVED, "The same image was being stored at this moment; send it again."
        )


def retry_when_media_moved(attempt: Callable[[], T]) -> T:
    """Call `attempt`, which looks media up *and* commits, until nobody interferes.

    Twenty equal uploads at once write to one reference count; `write_conflict` is what the
    table says when its own short retries were not enough for such a crowd.
    """
    for _ in range(_TRIES - 1):
        try:
            return attempt()
        except Conflict as conflict:
            if not isinstance(conflict, MediaMoved) and conflict.declared is not WRITE_CONFLICT:
                raise
    return attempt()
