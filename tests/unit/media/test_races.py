import pytest

from shared.aws.errors import WRITE_CONFLICT
from shared.core.errors import Conflict
from shared.media.races import MediaMoved, retry_when_media_moved
from shared.products.errors import SKU_TAKEN


class Flaky:
    """Fails with each error in turn, then answers."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.calls = 0

    def __call__(self) -> str:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return "done"


def test_lost_race_is_repeated() -> None:
    flaky = Flaky(MediaMoved(), WRITE_CONFLICT("busy"))
    assert retry_when_media_moved(flaky) == "done"
    assert flaky.calls == 3


def test_other_conflicts_pass_through() -> None:
    flaky = Flaky(SKU_TAKEN("taken"))
    with pytest.raises(Conflict, match="sku_taken"):
        retry_when_media_moved(flaky)
    assert flaky.calls == 1


def test_endless_race_ends() -> None:
    flaky = Flaky(*[MediaMoved() for _ in range(50)])
    with pytest.raises(MediaMoved):
        retry_when_media_moved(flaky)
    assert flaky.calls == 5
