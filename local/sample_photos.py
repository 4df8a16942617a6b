"""Sample product photographs, drawn: six garments on near-white paper, the same on every machine.

Real photographs are somebody's property; these belong to the project. A garment is a few cloth
parts, back to front. Every part is an outline, a weave, and folds lit from the upper left.
"""

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from shared.compositor.request import StudioRequest, StudioShot, StudioStyle, parse_hex
from shared.compositor.scenery import render_set, render_subject

Array = NDArray[np.floating[Any]]
Point = tuple[float, float]
Weave = Callable[[Array, Array], Array]

_WIDTH, _HEIGHT = 1200, 1600

SAMPLE_STYLES = {
    "arch": StudioStyle("arch", ("#e6d9c8", "#c98f6b"), "window", 0.5),
    "concrete": StudioStyle("concrete", ("#b9b9b6", "#8f8f8c"), "hard", -0.3),
    "gradient": StudioStyle("gradient", ("#7d8fa6", "#2c3a52"), "rim", -0.2),
    "linen": StudioStyle("linen", ("#dcd3c3", "#b7a88f"), "soft", 0.2),
    "plaster": StudioStyle("plaster", ("#cfc4b4", "#a99a86"), "window", 0.3),
    "seamless": StudioStyle("seamless", ("#e9e4dc", "#d9cfc0"), "soft", 0.1),
}


@dataclass(frozen=True)
class Part:
    """A piece of cloth. Points are in shares of the picture's width; a doubled point is a corner.

    `fall` is the direction of its folds in radians (pi/2: straight down); `shade` darkens the
    whole piece (the inside of a neck); `lines` are stitched seams.
    """

    outline: list[Point]
    colour: str
    fall: float = np.pi / 2
    folds: int = 10
    depth: float = 0.10
    shade: float = 1.0
    weave: Weave | None = None
    lines: list[list[Point]] = field(default_factory=list)
    dots: list[Point] = field(default_factory=list)


def draw_product_photos(folder: Path) -> list[Path]:
    """Write the six photographs (JPEG, 1200 x 1600) and return their paths, in name order."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, (name, parts) in enumerate(sorted(_GARMENTS.items())):
        path = folder / f"{name}.jpg"
        _photograph(parts(), seed=number + 5).save(path, quality=91, subsampling=0)
        paths.append(path)
    return paths


def draw_subject(name: str, pose: str) -> bytes:
    """A subject's base picture (WebP, 900 x 1200): a dress form; its cloth follows the name."""
    framing = "half" if pose in ("half", "portrait", "close") else "full"
    lighting = "window" if pose in ("walking", "leaning", "relaxed") else "soft"
    style = StudioStyle("plaster", ("#d9d0c3", "#bfb2a1"), lighting, 0.15)
    seed = zlib.crc32(f"{name}/{pose}".encode())
    request = StudioRequest(
        style, StudioShot("on_model", framing), seed, longest_edge=1200, form=name
    )
    return render_subject(request).image


def draw_style_reference(style_name: str) -> bytes:
    """The empty set of a style (WebP, 900 x 1200). Names without a set of their own share one."""
    word = style_name.lower()
    known = next((style for style in SAMPLE_STYLES if style in word), None)
    chosen = known or sorted(SAMPLE_STYLES)[zlib.crc32(word.encode()) % len(SAMPLE_STYLES)]
    request = StudioRequest(
        SAMPLE_STYLES[chosen], StudioShot("packshot"), zlib.crc32(word.encode()), 1200
    )
    return render_set(request).image


def _photograph(parts: list[Part], seed: int) -> Image.Image:
    generator = np.random.Generator(np.random.PCG64(seed))
    ys, xs = np.mgrid[0:_HEIGHT, 0:_WIDTH].astype(np.float32)
    far = np.hypot((xs / _WIDTH - 0.47), (ys / _HEIGHT - 0.45) * 1.1)
    paper = np.array([241.0, 240.0, 238.0], np.float32) - (far**2 * 13)[..., None]
    cloth = np.zeros((_HEIGHT, _WIDTH), dtype=np.float32)
    picture = paper.astype(np.float32)
    layers = [(_mask(part.outline), part) for part in parts]
    for mask, _ in layers:
        cloth = np.maximum(cloth, mask)
    fallen = np.roll(_blur(cloth, 13), (12, 5), axis=(0, 1))
    picture *= (1 - 0.075 * fallen * (1 - cloth))[..., None]
    for mask, part in layers:
        _lay_part(picture, mask, part, generator)
    picture += generator.normal(0, 0.7, (_HEIGHT, _WIDTH, 1)).astype(np.float32)
    return Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))


def _lay_part(picture: Array, mask: Array, part: Part, generator: np.random.Generator) -> None:
    """Shade one part within its own rectangle and blend it in."""
    rows, columns = np.nonzero(mask.any(axis=1))[0], np.nonzero(mask.any(axis=0))[0]
    top, bottom = max(0, rows[0] - 40), min(_HEIGHT, rows[-1] + 40)
    left, right = max(0, columns[0] - 40), min(_WIDTH, columns[-1] + 40)
    window = (slice(top, bottom), slice(left, right))
    cover = mask[window]
    ys, xs = np.mgrid[top:bottom, left:right].astype(np.float32)
    body = 0.6 * _blur(cover, 7) + 1.1 * _blur(cover, 26) + 1.3 * _blur(cover, 70)
    slope_y, slope_x = np.gradient(body)
    light = 1 + 7.0 * (slope_x * 0.75 + slope_y * 0.55)
    light = np.clip(light, 0.70, 1.06) * (1 + _folds(xs, ys, cover, part, generator))
    light *= (0.80 + 0.20 * _blur(cover, 5)) * part.shade
    light *= 1 - 0.16 * _seams(part, (top, bottom, left, right))
    colour = np.array(parse_hex(part.colour), np.float32)
    pattern = colour if part.weave is None else part.weave(xs, ys) * np.ones(3, np.float32)
    grain = 1 + 0.018 * generator.normal(0, 1, cover.shape).astype(np.float32)
    cloth = pattern * (np.clip(light, 0.3, 1.10) * grain)[..., None]
    # A piece throws a small shadow on what lies beneath it.
    around = np.roll(_blur(cover, 7), (5, 2), axis=(0, 1))
    under = picture[window] * (1 - 0.16 * around * (picture[window].mean(axis=2) < 236))[..., None]
    picture[window] = under + (np.minimum(cloth, 252) - under) * cover[..., None]
    _buttons(picture, part)


def _folds(xs: Array, ys: Array, cover: Array, part: Part, generator: np.random.Generator) -> Array:
    """Creases: bent lines, bright on the side of the light and dark on the other."""
    rows, columns = np.nonzero(cover > 0.5)
    total = np.zeros_like(xs)
    if not len(rows):
        return total
    step = 3
    small_x, small_y = xs[::step, ::step], ys[::step, ::step]
    field_small = np.zeros_like(small_x)
    for _ in range(part.folds):
        pick = int(generator.integers(len(rows)))
        x, y = float(columns[pick]) + xs[0, 0], float(rows[pick]) + ys[0, 0]
        angle = part.fall + float(generator.normal(0, 0.16))
        along = (small_x - x) * np.cos(angle) + (small_y - y) * np.sin(angle)
        across = -(small_x - x) * np.sin(angle) + (small_y - y) * np.cos(angle)
        length, width = float(generator.uniform(90, 340)), float(generator.uniform(7, 26))
        bent = across - float(generator.normal(0, 14)) * (along / length) ** 2
        share = bent / (width * (1 + 0.5 * np.abs(along) / length))
        field_small += (
            float(generator.uniform(0.5, 1.2)) * share * np.exp(-(share**2) - (along / length) ** 2)
        )
    wave = np.sin(small_x / 61 + 1.3 * np.sin(small_y / 173)) * np.sin(
        small_y / 127 + np.sin(small_x / 89)
    )
    small = part.depth * (1.6 * field_small + 0.22 * wave)
    image = Image.fromarray(small.astype(np.float32))
    return np.asarray(
        image.resize((xs.shape[1], xs.shape[0]), Image.Resampling.BICUBIC), dtype=np.float32
    )


def _seams(part: Part, window: tuple[int, int, int, int]) -> Array:
    top, bottom, left, right = window
    image = Image.new("L", (right - left, bottom - top))
    draw = ImageDraw.Draw(image)
    for line in part.lines:
        points = [(x * _WIDTH - left, y * _WIDTH - top) for x, y in _curve(line, closed=False)]
        draw.line(points, fill=255, width=4, joint="curve")
    return np.asarray(image.filter(ImageFilter.GaussianBlur(1.2)), dtype=np.float32) / 255


def _buttons(picture: Array, part: Part) -> None:
    for x, y in part.dots:
        cx, cy, reach = round(x * _WIDTH), round(y * _WIDTH), 16
        ys, xs = np.mgrid[-reach : reach + 1, -reach : reach + 1].astype(np.float32)
        radius = np.hypot(xs, ys)
        cover = np.clip(10.5 - radius, 0, 1)
        holes = np.minimum(np.hypot(np.abs(xs) - 2.6, np.abs(ys) - 2.6), 9)
        shade = (
            226
            + 14 * (-xs - ys) / 12
            - 26 * np.exp(-((radius - 7.5) ** 2) / 3)
            - 120 * (holes < 1.4)
        )
        place = picture[cy - reach : cy + reach + 1, cx - reach : cx + reach + 1]
        place *= (1 - 0.22 * np.exp(-((np.hypot(xs - 2, ys - 3) / 11) ** 4)))[..., None]
        place += (shade[..., None] * np.array([1.0, 0.985, 0.955], np.float32) - place) * cover[
            ..., None
        ]


def _mask(outline: list[Point]) -> Array:
    """Anti-aliased, (1600, 1200), 0 to 1."""
    image = Image.new("L", (_WIDTH * 2, _HEIGHT * 2))
    points = [(x * _WIDTH * 2, y * _WIDTH * 2) for x, y in _curve(outline, closed=True)]
    ImageDraw.Draw(image).polygon(points, fill=255)
    return np.asarray(image.reduce(2), dtype=np.float32) / 255


def _curve(points: list[Point], closed: bool) -> list[Point]:
    """Catmull-Rom through the points; a point given twice is a corner."""
    path = (
        [points[-1], *points, points[0], points[1]] if closed else [points[0], *points, points[-1]]
    )
    drawn: list[Point] = []
    for a, b, c, d in zip(path, path[1:], path[2:], path[3:], strict=False):
        if b == c:
            continue
        first, last = (b if a == b else a), (c if c == d else d)
        for t in np.linspace(0, 1, 14, endpoint=False):
            drawn.append(tuple(_spline(first[i], b[i], c[i], last[i], float(t)) for i in (0, 1)))  # type: ignore[arg-type]
    return drawn


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3
    )


def _blur(values: Array, sigma: float) -> Array:
    step = max(1, int(sigma // 5))
    height, width = values.shape
    small = Image.fromarray(values).resize(
        (max(1, width // step), max(1, height // step)), Image.Resampling.BOX
    )
    data = Image.fromarray((np.asarray(small) * 255).astype(np.uint8)).filter(
        ImageFilter.GaussianBlur(sigma / step)
    )
    large = Image.fromarray(np.asarray(data, dtype=np.float32)).resize(
        (width, height), Image.Resampling.BICUBIC
    )
    return np.asarray(large, dtype=np.float32) / 255


def _path(text: str) -> list[Point]:
    """Points written in thousandths: "595,205 715,250"."""
    pairs = (pair.split(",") for pair in text.split())
    return [(int(x) / 1000, int(y) / 1000) for x, y in pairs]


def _mirror(points: list[Point]) -> list[Point]:
    return [(1 - x, y) for x, y in points]


def _both(right: list[Point]) -> list[Point]:
    """A symmetric outline from its right half, given from the top to the bottom."""
    return [*right, *reversed(_mirror(right))]


# Weaves: pixel coordinates to colour, (height, width, 3)


def _stripes(ground: str, stripe: str, period: float, share: float) -> Weave:
    def weave(xs: Array, ys: Array) -> Array:
        sag = ys + 10 * np.cos((xs - 600) / 210)
        inside = np.clip((share / 2 - np.abs((sag / period) % 1 - 0.5)) * period, 0, 1)[..., None]
        base, line = (np.array(parse_hex(colour), np.float32) for colour in (ground, stripe))
        return np.asarray(base + (line - base) * inside, dtype=np.float32)

    return weave


def _sprigs(ground: str, colours: tuple[str, ...]) -> Weave:
    """A scattered flower print: petals round a centre, on a staggered grid with jitter."""

    def weave(xs: Array, ys: Array) -> Array:
        cloth = np.ones((*xs.shape, 3), np.float32) * np.array(parse_hex(ground), np.float32)
        cell = 74.0
        row = np.floor(ys / cell)
        shifted = xs + (row % 2) * cell / 2
        column = np.floor(shifted / cell)
        chance = np.abs(np.sin(row * 12.9898 + column * 78.233) * 43758.5453) % 1
        u = shifted - (column + 0.5) * cell - (chance - 0.5) * 24
        v = ys - (row + 0.5) * cell - ((chance * 7) % 1 - 0.5) * 24
        radius, angle = np.hypot(u, v), np.arctan2(v, u) + chance * 6
        petals = 8.5 + 6.5 * np.abs(np.cos(2.5 * angle)) + 3 * chance
        for index, colour in enumerate(colours):
            chosen = (np.floor(chance * 97) % len(colours) == index) * np.clip(
                petals - radius, 0, 1
            )
            cloth += (np.array(parse_hex(colour), np.float32) - cloth) * chosen[..., None]
        heart = np.clip(5.0 - radius, 0, 1)[..., None]
        cloth += (np.array([236, 190, 88], np.float32) - cloth) * heart
        return cloth

    return weave


def _knit(colour: str, cables: bool) -> Weave:
    """Stocking stitch, with plaited cables running down."""

    def weave(xs: Array, ys: Array) -> Array:
        stitch = 1 + 0.10 * np.cos(xs * 2 * np.pi / 11) * (
            0.6 + 0.4 * np.cos(ys * 2 * np.pi / 9 + np.abs((xs % 11) - 5.5))
        )
        if cables:
            place = ((xs - 600) / 132 + 0.5) % 1 - 0.5
            strand = np.maximum.reduce(
                [
                    np.exp(-(((place - 0.13 * np.sin(ys / 46 + phase)) / 0.085) ** 2))
                    * (0.8 + 0.2 * np.cos(ys / 46 + phase))
                    for phase in (0.0, 2.094, 4.189)
                ]
            )
            groove = np.exp(-(((np.abs(place) - 0.29) / 0.035) ** 2))
            stitch = stitch * (0.88 + 0.24 * strand) * (1 - 0.20 * groove)
        return np.asarray(
            stitch[..., None] * np.array(parse_hex(colour), np.float32), dtype=np.float32
        )

    return weave


def _rib(colour: str, period: float = 13.0, along_y: bool = False) -> Weave:
    def weave(xs: Array, ys: Array) -> Array:
        wave = 1 + 0.15 * np.cos((ys if along_y else xs) * 2 * np.pi / period)
        return np.asarray(
            wave[..., None] * np.array(parse_hex(colour), np.float32), dtype=np.float32
        )

    return weave


def _pleats(colour: str) -> Weave:
    """Knife pleats that open towards the hem."""

    def weave(xs: Array, ys: Array) -> Array:
        open_up = 0.34 + 0.66 * np.clip((ys - 340) / 900, 0, 1.2)
        share = ((xs - 600) / (88 * open_up) + 100) % 1
        shade = (
            1.05
            - 0.42 * np.exp(-share / 0.10)
            - 0.16 * share
            + 0.08 * np.exp(-(((share - 0.22) / 0.1) ** 2))
        )
        return np.asarray(
            shade[..., None] * np.array(parse_hex(colour), np.float32), dtype=np.float32
        )

    return weave


def _twill(colour: str, check: str | None = None) -> Weave:
    def weave(xs: Array, ys: Array) -> Array:
        line = 1 + 0.035 * np.cos((xs + ys) * 2 * np.pi / 5)
        cloth = line[..., None] * np.array(parse_hex(colour), np.float32)
        if check is not None:
            pane = np.maximum(
                np.clip(1.6 - np.abs(xs % 78 - 39), 0, 1), np.clip(1.6 - np.abs(ys % 96 - 48), 0, 1)
            )
            cloth += (np.array(parse_hex(check), np.float32) - cloth) * 0.55 * pane[..., None]
        return np.asarray(cloth, dtype=np.float32)

    return weave


# Garments


def _striped_tee() -> list[Part]:
    weave = _stripes("#ded2b8", "#22324f", 52, 0.36)
    body = _both(_path("595,205 595,205 715,250 715,250 735,450 728,700 742,1030 742,1030"))
    front = [(0.5, 0.300), (0.555, 0.268), *body[:8], (0.5, 1.045), *body[8:], (0.445, 0.268)]
    sleeve = _path("690,246 690,246 742,272 812,345 885,470 885,470 745,525 745,525 715,420")
    neck = _path("405,205 500,222 595,205 560,275 500,305 440,275")
    band = _path(
        "603,200 603,200 566,277 500,318 434,277 397,200 397,200 "
        "418,203 418,203 447,262 500,296 553,262 582,203 582,203"
    )
    cuff = [_path("866,462 748,511")]
    return [
        Part(neck, "#d9d3c5", shade=0.80, folds=2),
        Part(sleeve, "#ded2b8", fall=1.0, folds=7, weave=weave, lines=cuff),
        Part(_mirror(sleeve), "#ded2b8", fall=2.1, folds=7, weave=weave, lines=[_mirror(cuff[0])]),
        Part(
            front,
            "#ded2b8",
            folds=14,
            depth=0.085,
            weave=weave,
            lines=[_path("262,1008 500,1022 738,1008")],
        ),
        Part(band, "#22324f", folds=0, depth=0.02, weave=_rib("#22324f", 9)),
    ]


def _linen_shirt() -> list[Part]:
    white = "#f3f2ee"
    body = _both(
        _path("575,190 575,190 700,240 700,240 715,420 708,720 722,1050 690,1098 600,1118")
    )
    front = [(0.5, 0.345), *body[:9], (0.5, 1.122), *body[9:]]
    sleeve = _path(
        "680,235 680,235 738,268 788,375 835,640 868,955 868,955 782,975 782,975 738,660 705,420"
    )
    cuff = _path("872,935 872,935 878,1012 878,1012 784,1030 784,1030 777,955 777,955")
    neck = _path("425,185 500,170 575,185 550,275 500,345 450,275")
    collar = _path("588,168 588,168 612,235 575,318 575,318 503,332 503,332 545,245 572,172")
    stand = _path("425,190 430,158 500,146 570,158 575,190 500,178")
    placket = _path("478,340 478,340 524,332 524,332 524,1122 524,1122 478,1122 478,1122")
    pocket = _path("575,452 575,452 667,448 667,448 668,545 622,572 622,572 577,548")
    buttons = [(0.501, 0.40 + 0.118 * index) for index in range(6)]
    return [
        Part(neck, "#dcdad4", shade=0.86, folds=2),
        Part(stand, white, folds=0, shade=0.95),
        Part(sleeve, white, fall=1.45, folds=12, depth=0.09),
        Part(_mirror(sleeve), white, fall=1.7, folds=12, depth=0.09),
        Part(cuff, white, folds=1, depth=0.03, lines=[_path("779,968 872,947")]),
        Part(
            _mirror(cuff),
            white,
            folds=1,
            depth=0.03,
            lines=[_mirror(_path("779,968 872,947"))],
        ),
        Part(
            front,
            white,
            folds=22,
            depth=0.075,
            lines=[
                _path("700,245 688,340 712,440"),
                _mirror(_path("700,245 688,340 712,440")),
            ],
        ),
        Part(pocket, white, folds=1, depth=0.03, lines=[_path("576,470 667,466")]),
        Part(
            placket,
            white,
            folds=2,
            depth=0.03,
            dots=buttons,
            lines=[_path("485,350 485,1118"), _path("517,340 517,1118")],
        ),
        Part(_mirror(collar), white, folds=1, depth=0.04),
        Part(collar, white, folds=1, depth=0.04),
    ]


def _cable_sweater() -> list[Part]:
    colour = "#9c5a34"
    body = _both(_path("600,225 600,225 715,268 715,268 738,480 738,780 745,900 732,968 732,968"))
    front = [(0.5, 0.305), *body]
    hem = _path(
        "734,950 734,950 722,1052 722,1052 500,1060 278,1052 278,1052 266,950 266,950 500,956"
    )
    sleeve = _path(
        "692,262 692,262 752,292 808,400 862,640 892,900 892,900 790,925 790,925 752,700 715,460"
    )
    cuff = _path("888,890 888,890 878,990 878,990 800,1005 800,1005 792,915 792,915")
    neck = _path("405,215 500,226 595,215 560,280 500,310 440,280")
    band = _path(
        "612,212 612,212 573,297 500,338 427,297 388,212 388,212 "
        "414,205 414,205 447,268 500,300 553,268 586,205 586,205"
    )
    return [
        Part(neck, colour, shade=0.62, folds=1, weave=_rib(colour)),
        Part(sleeve, colour, fall=1.4, folds=9, depth=0.11, weave=_knit(colour, cables=False)),
        Part(
            _mirror(sleeve),
            colour,
            fall=1.75,
            folds=9,
            depth=0.11,
            weave=_knit(colour, cables=False),
        ),
        Part(cuff, colour, folds=1, weave=_rib(colour)),
        Part(_mirror(cuff), colour, folds=1, weave=_rib(colour)),
        Part(front, colour, folds=10, depth=0.08, weave=_knit(colour, cables=True)),
        Part(hem, colour, folds=3, depth=0.04, weave=_rib(colour)),
        Part(band, colour, folds=0, depth=0.02, weave=_rib(colour, 10)),
    ]


def _floral_dress() -> list[Part]:
    weave = _sprigs("#1f4a43", ("#e8d9c3", "#d98c72", "#b7c4a0"))
    bodice = _both(_path("592,128 592,128 665,165 665,165 662,270 672,340 640,460 618,545 618,545"))
    front = [(0.5, 0.315), (0.5, 0.315), *bodice[:9], *bodice[9:]]
    skirt = _both(_path("616,535 616,535 680,740 745,1020 775,1215 775,1215 660,1238"))
    sleeve = _path(
        "648,162 648,162 705,186 760,270 795,350 800,375 800,375 690,420 690,420 668,320"
    )
    back = _path("408,128 500,150 592,128 560,220 500,315 440,220")
    sash = _both(_path("618,522 618,522 622,572 622,572"))
    tail = _path("455,560 478,560 470,700 448,815 448,815 418,805 418,805 440,680")
    return [
        Part(back, "#1f4a43", shade=0.58, folds=1),
        Part(sleeve, "#1f4a43", fall=1.1, folds=8, weave=weave),
        Part(_mirror(sleeve), "#1f4a43", fall=2.0, folds=8, weave=weave),
        Part(
            skirt,
            "#1f4a43",
            folds=30,
            depth=0.21,
            weave=weave,
            lines=[_path("235,1192 500,1222 765,1192")],
        ),
        Part(
            front,
            "#1f4a43",
            folds=10,
            depth=0.12,
            weave=weave,
            lines=[_path("592,135 550,235 440,430")],
        ),
        Part(sash, "#17372f", folds=5, depth=0.10, fall=0.05),
        Part(tail, "#17372f", folds=3, depth=0.12),
    ]


def _wool_trousers() -> list[Part]:
    weave = _twill("#4b4f58", "#8d8f94")
    right = _path(
        "660,145 660,145 688,340 692,500 684,850 672,1225 672,1225 "
        "545,1235 545,1235 528,820 504,475 500,420"
    )
    legs = [*right, *reversed(_mirror(right))]
    band = _both(_path("656,95 656,95 662,155 662,155"))
    inside = _path("346,97 500,82 654,97 500,115")
    creases = [
        _path("605,220 622,600 609,1220"),
        _path("395,220 378,600 391,1220"),
    ]
    pockets = [_path("632,160 668,310"), _mirror(_path("632,160 668,310"))]
    fly = [_path("500,155 500,430"), _path("528,158 528,330 502,400")]
    loops = [
        [
            (x - 0.006, 0.092),
            (x - 0.006, 0.092),
            (x + 0.006, 0.092),
            (x + 0.006, 0.092),
            (x + 0.006, 0.158),
            (x + 0.006, 0.158),
            (x - 0.006, 0.158),
            (x - 0.006, 0.158),
        ]
        for x in (0.395, 0.605)
    ]
    return [
        Part(inside, "#33363d", shade=0.7, folds=0),
        Part(legs, "#4b4f58", folds=20, depth=0.10, weave=weave, lines=[*creases, *pockets, *fly]),
        Part(band, "#4b4f58", folds=1, depth=0.03, weave=weave, dots=_path("513,126")),
        *(Part(loop, "#4b4f58", folds=0, depth=0.02, weave=_twill("#464a53")) for loop in loops),
    ]


def _pleated_skirt() -> list[Part]:
    skirt = _both(_path("640,285 640,285 735,600 805,900 832,1075 832,1075 680,1108"))
    band = _both(_path("632,228 632,228 642,298 642,298"))
    inside = _path("370,230 500,212 630,230 500,250")
    front = [skirt[0], *skirt[:7], (0.5, 1.118), *skirt[7:]]
    return [
        Part(inside, "#5f1f31", shade=0.62, folds=0),
        Part(
            front,
            "#a63a50",
            folds=10,
            depth=0.06,
            weave=_pleats("#b04258"),
            lines=[_path("185,1058 500,1100 815,1058")],
        ),
        Part(band, "#a63a50", folds=2, depth=0.03, lines=[_path("365,286 635,286")]),
    ]


_GARMENTS: dict[str, Callable[[], list[Part]]] = {
    "cable-sweater": _cable_sweater,
    "floral-dress": _floral_dress,
    "linen-shirt": _linen_shirt,
    "pleated-skirt": _pleated_skirt,
    "striped-tee": _striped_tee,
    "wool-trousers": _wool_trousers,
}
