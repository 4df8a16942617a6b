"""Images are opened by their format; the EXIF orientation decides their size and pixels."""

import pytest
import pyvips

from shared.imaging.content_type import ContentType
from shared.imaging.loading import open_image, orientation_of, turn_upright, upright_size
from tests.scenes.images import picture, turned_picture


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_applied(orientation: int) -> None:
    image = open_image(turned_picture(orientation), ContentType.JPEG)
    expected = (40, 60) if orientation > 4 else (60, 40)
    upright = turn_upright(image)
    assert orientation_of(image) == orientation
    assert upright_size(image) == (upright.width, upright.height) == expected
    assert orientation_of(upright) == 1


def test_image_without_orientation_is_upright() -> None:
    image = open_image(picture(suffix=".png"), ContentType.PNG)
    assert orientation_of(image) == 1
    assert turn_upright(image) is image


def test_wrong_format_is_an_error() -> None:
    with pytest.raises(pyvips.Error):
        open_image(picture(suffix=".png"), ContentType.JPEG)
