"""Texts as parts of addresses and of file names."""

import unicodedata
from collections.abc import Callable
from itertools import groupby


def address_slug(text: str, *, max_length: int, fallback: str) -> str:
    """`"Café Noir & Söhne"` -> `"cafe-noir-sohne"`: a-z, 0-9 and single hyphens.

    Returns `fallback` for a text without a Latin letter or digit.
    """
    slug = _slugify(_to_ascii(text).lower(), _is_address_character, "-")
    return slug[:max_length].rstrip("-") or fallback


def ascii_file_slug(text: str) -> str:
    """ASCII letters and digits, `.`, `_` and `-`; may be empty. Accents are dropped."""
    return _slugify(_to_ascii(text), _is_ascii_file_character, "_")


def file_slug(text: str) -> str:
    """Letters and digits of any script, `.`, `-` and single `_`; may be empty.

    Never starts with a dot and contains no path separator.
    """
    return _slugify(unicodedata.normalize("NFC", text), _is_file_character, "_")


def _slugify(text: str, is_safe: Callable[[str], bool], separator: str) -> str:
    """Replace each run of unsafe characters by one separator."""
    runs = groupby(text, is_safe)
    return "".join("".join(run) if safe else separator for safe, run in runs).strip("._-")


def _to_ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _is_address_character(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _is_ascii_file_character(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character in "._-")


def _is_file_character(character: str) -> bool:
    # `_` counts as unsafe, so that it joins the neighbouring runs. Marks (category M) belong to
    # the letter before them in scripts such as Devanagari.
    return character in "-." or unicodedata.category(character)[0] in "LNM"
