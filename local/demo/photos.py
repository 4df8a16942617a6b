"""Which photographs become products, and what those products are called."""

import re
from dataclasses import dataclass
from pathlib import Path

from local.demo.errors import DemoError
from local.sample_catalogue import SAMPLES
from shared.core.slugs import address_slug

CONTENT_TYPES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
}

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Photo:
    """A file and the product it shows.

    `category` is empty where only the picture could tell; `style` is the name of one that suits.
    """

    path: Path
    sku: str
    name: str
    category: str = ""
    style: str = ""

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self.path.suffix.lower()]

    def product(self, upload_id: str) -> dict[str, object]:
        """The body of `POST /products`."""
        body: dict[str, object] = {
            "name": self.name,
            "sku": self.sku,
            "images": [{"upload_id": upload_id, "role": "main"}],
        }
        return {**body, "category": self.category} if self.category else body


def find_photos(folder: Path) -> list[Path]:
    """The image files of `folder`, by name; raises `DemoError` when there are none."""
    if not folder.is_dir():
        raise DemoError(f"{folder} is not a folder. Give one with photographs: make demo PHOTOS=…")
    found = sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in CONTENT_TYPES and path.is_file() and path.name[0] != "."
    )
    if not found:
        kinds = ", ".join(sorted(kind.lstrip(".") for kind in CONTENT_TYPES))
        raise DemoError(f"There is no photograph in {folder}; these files are taken: {kinds}.")
    return found


def name_photos(paths: list[Path], run: str) -> list[Photo]:
    """One product a file; `run` and the number keep the SKU unique over all runs."""
    return [_named(path, f"DEMO-{run}-{number:02}") for number, path in enumerate(paths, start=1)]


def run_name(unix_seconds: float) -> str:
    """Six letters and digits that are different every second: '2T8K1Q'."""
    number, text = int(unix_seconds), ""
    while number:
        number, digit = divmod(number, 36)
        text = _DIGITS[digit] + text
    return text.rjust(6, "0")


def _named(path: Path, prefix: str) -> Photo:
    sample = SAMPLES.get(path.stem)
    sku = f"{prefix}-{_sku_word(path.stem)}"
    if sample is None:
        return Photo(path, sku, _title(path.stem))
    return Photo(path, sku, sample.name, sample.category, sample.style)


def _sku_word(stem: str) -> str:
    return address_slug(stem, max_length=24, fallback="photo")


def _title(stem: str) -> str:
    """'linen_shirt-02' -> 'Linen shirt 02'; bare numbers are called products."""
    words = " ".join(re.findall(r"\w+", stem.replace("_", " ")))[:80]
    if not re.search(r"[^\W\d]", words):
        return f"Product {words}".strip()
    return words[0].upper() + words[1:]
