import re
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.media.naming import file_id_of, media_key, pinned_key, safe_filename, temp_key

FILE_ID = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


@given(st.text(max_size=400))
def test_safe_name_is_always_safe(name: str) -> None:
    safe = safe_filename(name)
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", safe)
    assert safe_filename(safe) == safe


@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_temp_key_leads_back(name: str) -> None:
    key = temp_key(FILE_ID, NOON, name)
    assert file_id_of(key) == FILE_ID
    assert key.count("/") == 1


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("dress.jpg", "dress.jpg"),
        ("Été à Paris.JPG", "Ete_a_Paris.JPG"),
        ("../../etc/passwd", "passwd"),
        ("C:\\fotos\\front view.png", "front_view.png"),
        (".htaccess", "htaccess"),
        ("ドレス.jpg", "file.jpg"),
        ("Kleid Nr. 7 (neu)", "Kleid_Nr._7_neu"),
        ("a.tar.gz", "a.tar.gz"),
        ("a:.jpg:", "a.jpg"),
        ("a\x00b\r\nc.png", "a_b_c.png"),
        ("   ", "file"),
        ("", "file"),
        ("x" * 300 + ".tiff", "x" * 95 + ".tiff"),
    ],
)
def test_safe_name_stays_readable(name: str, safe: str) -> None:
    assert safe_filename(name) == safe


def test_temp_key_is_as_documented() -> None:
    assert temp_key(FILE_ID, NOON, "a b.jpg") == f"temp/{FILE_ID}_1714564800_a_b.jpg"


@pytest.mark.parametrize(
    "key",
    [
        f"media/{FILE_ID}/file.jpg",
        pinned_key(FILE_ID),
        f"temp/{FILE_ID}",
        f"temp/{FILE_ID}_x_a.jpg",
        f"temp/{FILE_ID}_1_a/b.jpg",
        "temp/not-an-id_1_a.jpg",
        "",
    ],
)
def test_other_keys_are_nobodys(key: str) -> None:
    assert file_id_of(key) is None


@pytest.mark.parametrize(
    ("mime", "extension"),
    [
        ("image/jpeg", "jpg"),
        ("image/png", "png"),
        ("image/webp", "webp"),
        ("image/tiff", "tiff"),
        ("video/mp4", "mp4"),
    ],
)
def test_media_key_is_canonical(mime: str, extension: str) -> None:
    assert media_key(FILE_ID, mime) == f"media/{FILE_ID}/file.{extension}"


def test_foreign_type_has_no_key() -> None:
    with pytest.raises(ValueError, match="text/html"):
        media_key(FILE_ID, "text/html")
