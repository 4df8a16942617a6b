"""Names of colors, as nouns that follow "in", so they need no agreement."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

Lab = tuple[float, float, float]


@dataclass(frozen=True)
class ColourName:
    hex: str
    en: str
    de: str
    fr: str
    it: str
    es: str

    def in_language(self, language: str) -> str:
        """The name in the language; English if the language is unknown."""
        return {"de": self.de, "fr": self.fr, "it": self.it, "es": self.es}.get(language, self.en)


_NAMES = tuple(
    ColourName(*row)
    for row in (
        ("#ffffff", "white", "Weiß", "blanc", "bianco", "blanco"),
        ("#f3ead8", "cream", "Creme", "crème", "crema", "crema"),
        ("#d9c3a0", "beige", "Beige", "beige", "beige", "beige"),
        ("#b98a55", "camel", "Camel", "camel", "cammello", "camel"),
        ("#6b4429", "brown", "Braun", "marron", "marrone", "marrón"),
        ("#3b2518", "dark brown", "Dunkelbraun", "marron foncé", "marrone scuro", "marrón oscuro"),
        ("#141414", "black", "Schwarz", "noir", "nero", "negro"),
        ("#454545", "dark grey", "Dunkelgrau", "gris foncé", "grigio scuro", "gris oscuro"),
        ("#8a8a8a", "grey", "Grau", "gris", "grigio", "gris"),
        ("#c8c8c8", "light grey", "Hellgrau", "gris clair", "grigio chiaro", "gris claro"),
        ("#c8202f", "red", "Rot", "rouge", "rosso", "rojo"),
        ("#6d1a28", "burgundy", "Bordeaux", "bordeaux", "bordeaux", "burdeos"),
        ("#e88aa8", "pink", "Rosa", "rose", "rosa", "rosa"),
        ("#f5c9d3", "light pink", "Hellrosa", "rose pâle", "rosa chiaro", "rosa claro"),
        ("#d0267f", "fuchsia", "Fuchsia", "fuchsia", "fucsia", "fucsia"),
        ("#f0705a", "coral", "Koralle", "corail", "corallo", "coral"),
        ("#ee7a1c", "orange", "Orange", "orange", "arancione", "naranja"),
        ("#b5532f", "terracotta", "Terrakotta", "terracotta", "terracotta", "terracota"),
        ("#cf9a22", "mustard", "Senfgelb", "jaune moutarde", "senape", "mostaza"),
        ("#f4d23c", "yellow", "Gelb", "jaune", "giallo", "amarillo"),
        ("#6b6b32", "olive", "Olivgrün", "vert olive", "verde oliva", "verde oliva"),
        ("#2f8a4a", "green", "Grün", "vert", "verde", "verde"),
        ("#1e4530", "dark green", "Dunkelgrün", "vert foncé", "verde scuro", "verde oscuro"),
        ("#a9c9a0", "light green", "Hellgrün", "vert clair", "verde chiaro", "verde claro"),
        ("#1f7f80", "teal", "Petrol", "bleu canard", "ottanio", "verde azulado"),
        ("#40c0bd", "turquoise", "Türkis", "turquoise", "turchese", "turquesa"),
        ("#a9cbe6", "light blue", "Hellblau", "bleu clair", "azzurro", "azul claro"),
        ("#2a62b8", "blue", "Blau", "bleu", "blu", "azul"),
        ("#4f6b8f", "denim blue", "Jeansblau", "bleu jean", "blu denim", "azul vaquero"),
        ("#1c2545", "navy", "Marineblau", "bleu marine", "blu navy", "azul marino"),
        ("#6a3a8a", "purple", "Violett", "violet", "viola", "morado"),
        ("#c0a6d8", "lilac", "Flieder", "lilas", "lilla", "lila"),
    )
)
_BY_ENGLISH: Mapping[str, ColourName] = {name.en: name for name in _NAMES}
_ALSO = {
    "navy blue": "navy",
    "dark blue": "navy",
    "off-white": "cream",
    "ivory": "cream",
    "ecru": "cream",
    "charcoal": "dark grey",
    "dark red": "burgundy",
    "bordeaux": "burgundy",
    "violet": "purple",
    "lavender": "lilac",
    "tan": "camel",
    "rust": "terracotta",
    "sky blue": "light blue",
    "pale blue": "light blue",
    "pale pink": "light pink",
    "olive green": "olive",
}
_HEX = re.compile(r"#[0-9a-f]{6}")


def find_colour(said: str) -> ColourName | None:
    """Return the color of an English name or a hex value, or None for an unknown word."""
    word = said.strip().lower().replace("gray", "grey")
    if _HEX.fullmatch(word):
        from shared.compositor.palette import lab_of

        return nearest_name(lab_of(word))
    return _BY_ENGLISH.get(_ALSO.get(word, word))


def nearest_name(lab: Lab) -> ColourName:
    """Return the nearest named color. Lightness has half weight: shade does not change hue."""

    def away(name: ColourName) -> float:
        light, red, yellow = (a - b for a, b in zip(lab, _lab_of(name.hex), strict=True))
        return 0.25 * light * light + red * red + yellow * yellow

    return min(_NAMES, key=away)


@cache
def _lab_of(colour: str) -> Lab:
    from shared.compositor.palette import lab_of

    return lab_of(colour)
