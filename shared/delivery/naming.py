"""File names from patterns such as `{sku}_{shot_type}_{index}`: a parser and a renderer."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from shared.core.errors import ErrorCode, Invalid
from shared.core.slugs import file_slug
from shared.delivery.errors import BAD_PATTERN, UNKNOWN_VARIABLE

VARIABLES = ("sku", "product_name", "shot_type", "subject", "shooting", "index", "date")
POINTER = "/naming/pattern"
# File systems limit names to 255 bytes; this leaves room for a suffix and the extension.
MAX_STEM_BYTES = 180

_TOKEN = re.compile(r"\{([^{}]*)\}|([^{}]+)|([{}])")
_EXTENSION = re.compile(r"\.(png|jpe?g|webp|tiff?)$", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[/\\:*?"<>|\x00-\x1f\x7f]')
# Windows opens a device instead of a file under these names, with any extension.
_DEVICES = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)


class Part(NamedTuple):
    """A piece of a pattern: literal text, or the name of a variable."""

    text: str
    is_variable: bool


Pattern = tuple[Part, ...]


def parse_pattern(text: str) -> Pattern:
    """Split a pattern into its parts.

    An image extension at the end is dropped, because the file format decides it. Raises Invalid
    (`bad_pattern` or `unknown_variable`).
    """
    parts = tuple(_parts(_EXTENSION.sub("", text.strip())))
    if not parts:
        raise _invalid(BAD_PATTERN, "The pattern is empty; for example {sku}_{index}.")
    return parts


def _parts(text: str) -> Iterator[Part]:
    for found in _TOKEN.finditer(text):
        variable, literal, brace = found.groups()
        if brace:
            raise _invalid(BAD_PATTERN, f"The brace at position {found.start()} has no partner.")
        if literal is not None:
            yield _literal(literal)
        elif variable in VARIABLES:
            yield Part(variable, True)
        else:
            allowed = ", ".join(f"{{{name}}}" for name in VARIABLES)
            raise _invalid(UNKNOWN_VARIABLE, f"{{{variable}}} is not known; use {allowed}.")


def _literal(text: str) -> Part:
    forbidden = _FORBIDDEN.search(text)
    if forbidden:
        raise _invalid(
            BAD_PATTERN, f"{forbidden[0]!r} cannot be part of a file name; use - or _ instead."
        )
    return Part(text, False)


def _invalid(error: ErrorCode[Invalid], detail: str) -> Invalid:
    extra = {"allowed_variables": list(VARIABLES)} if error is UNKNOWN_VARIABLE else {}
    return error.at(POINTER, detail, extra=extra)


def index_text(index: int) -> str:
    """At least three digits, so that names sort: 001, 042, 1000."""
    return f"{index:03d}"


def date_text(day: date) -> str:
    return f"{day:%Y-%m-%d}"


def render_stem(pattern: Pattern, values: Mapping[str, str]) -> str:
    """The file name without extension, of at most 180 bytes and never empty.

    `values` has a text for each variable; an empty one is dropped with its underscore.
    """
    raw = "".join(
        file_slug(values.get(part.text, "")) if part.is_variable else part.text for part in pattern
    )
    stem = _cut(file_slug(raw)) or f"image_{values['index']}"
    return f"_{stem}" if _DEVICES.match(stem.split(".")[0]) else stem


def _cut(stem: str) -> str:
    cut = stem.encode()[:MAX_STEM_BYTES].decode(errors="ignore")
    return cut.rstrip("._-")


class NameBook:
    """Assigns unique file names; names that differ only in case count as equal.

    Windows and macOS ignore case. `taken` holds the names assigned before.
    """

    def __init__(self, extension: str, taken: Iterable[str] = ()) -> None:
        self._extension = extension
        self._taken = {_folded(name) for name in taken}
        self._next: dict[str, int] = {}

    def claim(self, stem: str, extension: str = "") -> str:
        """Reserve `{stem}.{extension}`, or the name with the first free suffix `_2`, `_3`, ...

        Without an `extension` that of the book is used.
        """
        extension = extension or self._extension
        name, key = f"{stem}.{extension}", _folded(stem)
        while _folded(name) in self._taken:
            self._next[key] = self._next.get(key, 1) + 1
            name = f"{stem}_{self._next[key]}.{extension}"
        self._taken.add(_folded(name))
        return name


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())
