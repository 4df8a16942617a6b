"""The files of simulated providers: small, valid, and different for every seed."""

import io
import random
from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw

from tests.simulator.mp4_video import mp4_video

_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
_WORDS = ("linen", "cotton", "wool", "silk", "soft", "light", "warm", "cool", "long", "fine")


@lru_cache(maxsize=64)
def image(seed: int | str, width: int = 576, height: int = 768, mime: str = "image/png") -> bytes:
    """A coat-like shape in front of a lit wall, with grain."""
    chance = random.Random(str(seed))
    wall = _gradient(width, height, _color(chance, 150, 235), _color(chance, 120, 220))
    cloth = Image.new("RGB", (width, height), _color(chance, 30, 200))
    _stripes(cloth, chance)
    scene = Image.composite(cloth, wall, _outline(width, height, chance))
    grain = _grain(width, height, chance).convert("RGB")
    return _encoded(ImageChops.add(scene, grain, scale=1.0, offset=-128), mime)


@lru_cache(maxsize=64)
def cutout(seed: int | str, width: int = 576, height: int = 768) -> bytes:
    """The shape alone, as a PNG with a transparent background."""
    chance = random.Random(str(seed))
    cloth = Image.new("RGB", (width, height), _color(chance, 30, 200))
    _stripes(cloth, chance)
    cloth.putalpha(_outline(width, height, chance))
    return _encoded(cloth, "image/png")


@lru_cache(maxsize=16)
def mp4(seed: int | str, seconds: float = 5.0, width: int = 64, height: int = 80) -> bytes:
    """An H.264 video with one frame per second; width and height are multiples of 16."""
    chance = random.Random(str(seed))
    frames = max(1, round(seconds))
    levels = [chance.randint(40, 220) for _ in range(frames)]
    return mp4_video(levels, seconds=seconds, width=width, height=height)


def text(seed: int | str, words: int = 12) -> str:
    chance = random.Random(str(seed))
    return " ".join(chance.choice(_WORDS) for _ in range(words)).capitalize() + "."


def _color(chance: random.Random, low: int, high: int) -> tuple[int, int, int]:
    return (chance.randint(low, high), chance.randint(low, high), chance.randint(low, high))


def _gradient(
    width: int, height: int, top: tuple[int, int, int], bottom: tuple[int, int, int]
) -> Image.Image:
    ramp = Image.linear_gradient("L").resize((width, height))
    plain = (width, height)
    return Image.composite(Image.new("RGB", plain, bottom), Image.new("RGB", plain, top), ramp)


def _stripes(cloth: Image.Image, chance: random.Random) -> None:
    draw, gap = ImageDraw.Draw(cloth), max(4, cloth.width // chance.randint(18, 40))
    color = _color(chance, 30, 200)
    for x in range(0, cloth.width, gap):
        draw.line(((x, 0), (x, cloth.height)), fill=color, width=max(1, gap // 4))


def _outline(width: int, height: int, chance: random.Random) -> Image.Image:
    lean = chance.uniform(-0.03, 0.03)
    points = [(0.36, 0.14), (0.64, 0.14), (0.8, 0.3), (0.72, 0.4), (0.72, 0.9)]
    points += [(0.28, 0.9), (0.28, 0.4), (0.2, 0.3)]
    shape = Image.new("L", (width, height), 0)
    polygon = [(int((x + lean) * width), int(y * height)) for x, y in points]
    ImageDraw.Draw(shape).polygon(polygon, fill=255)
    return shape


def _grain(width: int, height: int, chance: random.Random) -> Image.Image:
    """Noise around medium gray, with an amplitude of ten."""
    small = (max(1, width // 4), max(1, height // 4))
    noise = Image.frombytes("L", small, chance.randbytes(small[0] * small[1]))
    return noise.point([118 + value * 20 // 255 for value in range(256)]).resize((width, height))


def _encoded(image: Image.Image, mime: str) -> bytes:
    buffer = io.BytesIO()
    options = {"compress_level": 1} if mime == "image/png" else {"quality": 85}
    image.save(buffer, _FORMATS[mime], **options)
    return buffer.getvalue()
