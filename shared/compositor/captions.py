"""Captions that are filled in from facts. The same product gives the same text."""

import zlib
from collections.abc import Mapping

from shared.compositor.colour_names import ColourName, find_colour
from shared.compositor.phrases import LANGUAGES, Language, Phrases, Tone

_LENGTHS = {"short": 60, "medium": 160, "long": 400}  # characters of the named lengths
_USUAL_LENGTH = 200
_MOST_COLOURS = 2
_TONES: Mapping[Tone, tuple[str, ...]] = {
    "playful": ("playful", "fun", "witty", "cheerful", "young", "cheeky"),
    "luxury": (
        "luxury",
        "luxurious",
        "elegant",
        "premium",
        "refined",
        "sophisticated",
        "exclusive",
    ),
}


def write_caption(facts: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """Write a caption and return it with warnings.

    Facts: product, brand, category, colours or attributes, locale, tone, and `length` (a maximum
    of characters, or short, medium or long). Colors are English names or hex values, separated by
    commas.
    """
    asked = facts.get("locale", "en")
    language = asked.partition("-")[0].lower()
    warnings = []
    if language not in LANGUAGES:
        warnings.append(f"The studio writes no captions in {asked}; this one is in English.")
        language = "en"
    if facts.get("notes"):
        warnings.append("The studio leaves the notes aside; its captions are made of set phrases.")
    parts = _sentences(facts, language)
    return _fit(parts, _most_characters(facts.get("length", ""))), tuple(warnings)


def _sentences(facts: Mapping[str, str], language: str) -> list[list[str]]:
    """The candidate texts, from the longest to the shortest."""
    words = LANGUAGES[language]
    phrases = words.tones[_tone(facts.get("tone", ""))]
    name = _name(facts, words)
    colours = _colours(facts, name, language)
    coloured = (
        words.coloured.format(name=name, colours=_joined(colours, words)) if colours else name
    )
    first, bare = _opening(phrases, coloured), _opening(phrases, name)
    chance = zlib.crc32(name.encode())
    second, third = phrases.second[chance % 2], phrases.third[chance // 2 % 2]
    return [[first, second, third], [first, second], [first, third], [first], [bare]]


def _fit(versions: list[list[str]], most: int) -> str:
    texts = [" ".join(version) for version in versions]
    return next((text for text in texts if len(text) <= most), texts[-1])


def _opening(phrases: Phrases, name: str) -> str:
    said = phrases.opening.format(name=name)
    return said[0].upper() + said[1:]


def _name(facts: Mapping[str, str], words: Language) -> str:
    name = facts.get("product") or facts.get("category") or words.unnamed
    name, brand = name.strip().rstrip("."), facts.get("brand", "").strip().rstrip(".")
    if not brand or brand.lower() in name.lower():
        return name
    return words.branded.format(name=name, brand=brand)


def _colours(facts: Mapping[str, str], name: str, language: str) -> list[str]:
    """Color names in the language. Empty if the product's name contains one of them."""
    found = dict.fromkeys(filter(None, map(find_colour, _said_colours(facts))))
    if any(_is_said(colour, name, language) for colour in found):
        return []
    return [colour.in_language(language) for colour in found][:_MOST_COLOURS]


def _said_colours(facts: Mapping[str, str]) -> list[str]:
    """Read the colors from `attributes`: a line of `analyze` has them in second place."""
    if facts.get("colours"):
        return facts["colours"].split(",")
    parts = facts.get("attributes", "").split(";")
    return parts[1].split(",") if len(parts) > 1 else []


def _is_said(colour: ColourName, name: str, language: str) -> bool:
    spoken = f" {name.lower()} "
    return any(f" {word.lower()} " in spoken for word in (colour.en, colour.in_language(language)))


def _joined(colours: list[str], words: Language) -> str:
    if len(colours) == 1:
        return colours[0]
    return words.both.format(one=colours[0], other=colours[1])


def _tone(said: str) -> Tone:
    words = said.lower().replace(",", " ").split()
    return next((tone for tone, known in _TONES.items() if set(words) & set(known)), "neutral")


def _most_characters(said: str) -> int:
    if said in _LENGTHS:
        return _LENGTHS[said]
    return int(said) if said.isascii() and said.isdigit() else _USUAL_LENGTH
