"""A contact sheet of a shooting: what went in, what was proposed, what was approved."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import pyvips
from PIL import Image, ImageDraw, ImageFont

_PAPER, _CARD, _INK, _GREY, _GREEN = "#f4f1ec", "#ffffff", "#1d1b19", "#8a847c", "#2f7d4f"
_MARGIN, _GAP, _CAPTION = 44, 10, 40
_HEADER = 128
_LARGER = 1.16  # the approved picture beside the others

Box = tuple[int, int, int, int]  # left, top, width, height


@dataclass(frozen=True)
class ContactRow:
    """One product and shot type. `approved_index` points into `predictions`."""

    source: Path | bytes
    predictions: list[bytes]
    approved_index: int | None
    caption: str


@dataclass(frozen=True)
class _Grid:
    """Pixels: columns of rows, height of a picture, width of a row."""

    columns: int
    cell: int
    row_width: int
    row_height: int


def compose(rows: list[ContactRow], path: Path, title: str) -> None:
    """Write the sheet as a JPEG, at most 2400 pixels wide."""
    grid = _lay_out(rows)
    lines = -(-len(rows) // grid.columns)
    width = 2 * _MARGIN + grid.columns * grid.row_width + (grid.columns - 1) * 3 * _GAP
    height = _HEADER + max(1, lines) * (grid.row_height + 2 * _GAP) + _MARGIN
    sheet = Image.new("RGB", (width, height), _PAPER)
    draw = ImageDraw.Draw(sheet)
    _draw_header(draw, rows, title, width)
    for index, row in enumerate(rows):
        left = _MARGIN + (index % grid.columns) * (grid.row_width + 3 * _GAP)
        top = _HEADER + (index // grid.columns) * (grid.row_height + 2 * _GAP)
        _draw_row(sheet, draw, row, (left, top), grid)
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(path, quality=90, subsampling=0)


def _lay_out(rows: list[ContactRow]) -> _Grid:
    """Few rows are shown large in one column, many in two."""
    most = max((len(row.predictions) for row in rows), default=1)
    columns = 1 if len(rows) <= 6 else 2
    room = (2400 - 2 * _MARGIN - (columns - 1) * 3 * _GAP) // columns
    shares = 0.75 * (1 + most) + 0.75 * _LARGER
    cell = int(min(420, (room - _GAP * (most + 6)) / shares))
    row_width = int(cell * shares) + _GAP * (most + 6)
    return _Grid(columns, cell, row_width, round(cell * _LARGER) + _CAPTION + 2 * _GAP)


def _draw_header(draw: ImageDraw.ImageDraw, rows: list[ContactRow], title: str, width: int) -> None:
    predictions = sum(len(row.predictions) for row in rows)
    approved = sum(row.approved_index is not None for row in rows)
    draw.text((_MARGIN, 30), title, font=_font(40), fill=_INK)
    date = datetime.now(UTC).strftime("%d %B %Y")
    facts = (
        f"{date}   ·   {len(rows)} shots   ·   {predictions} predictions   ·   {approved} approved"
    )
    draw.text((_MARGIN, 82), facts, font=_font(20), fill=_GREY)
    draw.text(
        (width - _MARGIN, 82), "Sartiq contact sheet", font=_font(20), fill=_GREY, anchor="ra"
    )
    draw.line([(_MARGIN, _HEADER - 12), (width - _MARGIN, _HEADER - 12)], fill="#d9d3ca", width=2)


def _draw_row(
    sheet: Image.Image,
    draw: ImageDraw.ImageDraw,
    row: ContactRow,
    corner: tuple[int, int],
    grid: _Grid,
) -> None:
    left, top = corner
    card = (left, top, left + grid.row_width, top + grid.row_height)
    draw.rounded_rectangle(card, radius=12, fill=_CARD)
    draw.text((left + 2 * _GAP, top + 12), row.caption, font=_font(19), fill=_INK)
    cell_width, below = round(grid.cell * 0.75), top + _CAPTION + _GAP
    small_top = below + round(grid.cell * (_LARGER - 1))
    x = left + 2 * _GAP
    _place(sheet, _load(row.source, cell_width, grid.cell), (x, small_top, cell_width, grid.cell))
    draw.text((x, small_top - 22), "source", font=_font(14), fill=_GREY)
    x += cell_width + 2 * _GAP
    draw.line([(x - _GAP, small_top), (x - _GAP, small_top + grid.cell)], fill="#e3ded6", width=2)
    large = round(cell_width * _LARGER), round(grid.cell * _LARGER)
    for index, prediction in enumerate(row.predictions):
        box = (x, small_top, cell_width, grid.cell)
        approved = index == row.approved_index
        image = _load(prediction, *(large if approved else (cell_width, grid.cell)))
        if approved:  # decoded once, shown twice
            _draw_approved(sheet, draw, image, (card[2], below), large)
            image.thumbnail((cell_width, grid.cell), Image.Resampling.LANCZOS)
        picture = _place(sheet, image, box)
        draw.text((x, small_top - 22), f"{index + 1}", font=_font(14), fill=_GREY)
        if approved:
            _mark(draw, picture, 20)
        x += cell_width + _GAP
    if row.approved_index is None:
        _draw_approved(sheet, draw, None, (card[2], below), large)


def _draw_approved(
    sheet: Image.Image,
    draw: ImageDraw.ImageDraw,
    image: Image.Image | None,
    corner: tuple[int, int],
    size: tuple[int, int],
) -> None:
    """The approved picture, larger, at the right end of the row that ends at `corner`."""
    width, height = size
    box = (corner[0] - width - _GAP, corner[1], width, height)
    if image is not None:
        _mark(draw, _place(sheet, image, box), 32)
        return
    draw.rounded_rectangle((box[0], box[1], box[0] + width, box[1] + height), 8, fill="#f1eee9")
    middle = (box[0] + width // 2, box[1] + height // 2)
    draw.text(middle, "none approved", font=_font(18), fill=_GREY, anchor="mm")


def _mark(draw: ImageDraw.ImageDraw, box: Box, size: int) -> None:
    """A green frame, and a check mark in its corner."""
    x, y, width, height = box
    draw.rectangle((x - 3, y - 3, x + width + 2, y + height + 2), outline=_GREEN, width=4)
    cx, cy, radius = x + width - size, y + size, size * 0.72
    draw.ellipse((cx - radius, cy - radius, cx + radius, cy + radius), fill=_GREEN)
    points = [
        (cx - 0.34 * size, cy + 0.02 * size),
        (cx - 0.08 * size, cy + 0.28 * size),
        (cx + 0.36 * size, cy - 0.26 * size),
    ]
    draw.line(points, fill="white", width=max(3, size // 7), joint="curve")


def _load(source: Path | bytes, width: int, height: int) -> Image.Image:
    """Decoded no larger than needed: WebP and JPEG shrink while they load."""
    data = source.read_bytes() if isinstance(source, Path) else source
    image = pyvips.Image.thumbnail_buffer(data, width, height=height)
    if image.hasalpha():
        image = image.flatten(background=255)
    if image.interpretation != "srgb":
        image = image.colourspace("srgb")
    return Image.frombuffer("RGB", (image.width, image.height), image.write_to_memory())


def _place(sheet: Image.Image, image: Image.Image, box: Box) -> Box:
    """Paste into the middle of `box`; where the picture itself came to lie."""
    x, y, width, height = box
    left, top = x + (width - image.width) // 2, y + (height - image.height) // 2
    sheet.paste(image, (left, top))
    return left, top, image.width, image.height


@lru_cache(maxsize=8)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size=size)
