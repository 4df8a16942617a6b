"""Sentences of the compositor's captions. They claim only what an image shows.

The gender, number and article of a product's name are unknown, so no word agrees with the name
and none governs it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Tone = Literal["neutral", "playful", "luxury"]


@dataclass(frozen=True)
class Phrases:
    """`opening` contains {name}, which may end in " in <colors>". The other lists give one each."""

    opening: str
    second: tuple[str, str]
    third: tuple[str, str]


@dataclass(frozen=True)
class Language:
    """`coloured` and `branded` extend a name; `unnamed` replaces a missing one."""

    unnamed: str
    coloured: str
    branded: str
    both: str
    tones: Mapping[Tone, Phrases]


LANGUAGES: Mapping[str, Language] = {
    "en": Language(
        unnamed="this piece",
        coloured="{name} in {colours}",
        branded="{name} by {brand}",
        both="{one} and {other}",
        tones={
            "neutral": Phrases(
                "{name}.",
                (
                    "A piece to build an outfit around.",
                    "It goes with what is already in your wardrobe.",
                ),
                ("Take a closer look.", "The details are worth a second look."),
            ),
            "playful": Phrases(
                "Our new favourite: {name}!",
                ("Your wardrobe has been asking for it.", "Careful: compliments ahead."),
                ("Go on, treat yourself.", "Who is in?"),
            ),
            "luxury": Phrases(
                "Introducing: {name}.",
                (
                    "A quiet statement, considered down to the last line.",
                    "Clear lines, nothing superfluous.",
                ),
                ("For those who look twice.", "Discover it in detail."),
            ),
        },
    ),
    "de": Language(
        unnamed="dieses Stück",
        coloured="{name} in {colours}",
        branded="{name} von {brand}",
        both="{one} und {other}",
        tones={
            "neutral": Phrases(
                "{name}.",
                (
                    "Ein Stück, um das sich ein ganzer Look bauen lässt.",
                    "Passt zu vielem, was schon im Schrank hängt.",
                ),
                ("Jetzt aus der Nähe ansehen.", "Ein Blick auf die Details lohnt sich."),
            ),
            "playful": Phrases(
                "Bühne frei: {name}!",
                (
                    "Dein Kleiderschrank hat schon danach gefragt.",
                    "Achtung: Komplimente im Anmarsch.",
                ),
                ("Na los, gönn dir was.", "Wer ist dabei?"),
            ),
            "luxury": Phrases(
                "Wir präsentieren: {name}.",
                (
                    "Ein leises Statement, durchdacht bis in die letzte Linie.",
                    "Klare Linien, nichts Überflüssiges.",
                ),
                ("Für alle, die zweimal hinsehen.", "Jetzt im Detail entdecken."),
            ),
        },
    ),
    "fr": Language(
        unnamed="cette pièce",
        coloured="{name} en {colours}",
        branded="{name} par {brand}",
        both="{one} et {other}",
        tones={
            "neutral": Phrases(
                "{name}.",
                (
                    "Une pièce autour de laquelle composer toute une tenue.",
                    "Une pièce qui s’accorde avec ce que vous portez déjà.",
                ),
                ("À découvrir de plus près.", "Chaque détail mérite un regard."),
            ),
            "playful": Phrases(
                "Coup de cœur\u00a0: {name}\u00a0!",
                ("Votre dressing n’attendait que ça.", "Attention, compliments en vue."),
                ("Allez, faites-vous plaisir.", "Qui en veut\u00a0?"),
            ),
            "luxury": Phrases(
                "Nous vous présentons\u00a0: {name}.",
                (
                    "Une élégance discrète, pensée jusqu’à la dernière ligne.",
                    "Des lignes nettes, rien de superflu.",
                ),
                ("Pour celles et ceux qui regardent deux fois.", "À découvrir dans le détail."),
            ),
        },
    ),
    "it": Language(
        unnamed="questo pezzo",
        coloured="{name} in {colours}",
        branded="{name} di {brand}",
        both="{one} e {other}",
        tones={
            "neutral": Phrases(
                "{name}.",
                (
                    "Un pezzo attorno al quale costruire un intero look.",
                    "Un pezzo che si abbina a ciò che hai già nell’armadio.",
                ),
                ("Da guardare più da vicino.", "Ogni dettaglio merita uno sguardo."),
            ),
            "playful": Phrases(
                "Colpo di fulmine: {name}!",
                ("Il vostro armadio non aspettava altro.", "Attenzione: complimenti in arrivo."),
                ("Su, fatevi un regalo.", "Chi ci sta?"),
            ),
            "luxury": Phrases(
                "Vi presentiamo: {name}.",
                (
                    "Un’eleganza discreta, curata fino all’ultima linea.",
                    "Linee pulite, nulla di superfluo.",
                ),
                ("Per chi guarda due volte.", "Da scoprire nei dettagli."),
            ),
        },
    ),
    "es": Language(
        unnamed="esta pieza",
        coloured="{name} en {colours}",
        branded="{name} de {brand}",
        both="{one} y {other}",
        tones={
            "neutral": Phrases(
                "{name}.",
                (
                    "Una pieza en torno a la cual construir todo un look.",
                    "Una pieza que combina con lo que ya tienes en el armario.",
                ),
                ("Para verla de cerca.", "Cada detalle merece una mirada."),
            ),
            "playful": Phrases(
                "¡Flechazo a la vista: {name}!",
                ("Tu armario lo estaba pidiendo.", "Atención: cumplidos a la vista."),
                ("Venga, date un capricho.", "¿Quién se apunta?"),
            ),
            "luxury": Phrases(
                "Les presentamos: {name}.",
                (
                    "Una elegancia discreta, cuidada hasta la última línea.",
                    "Líneas limpias, nada superfluo.",
                ),
                ("Para quienes miran dos veces.", "Para descubrirla en detalle."),
            ),
        },
    ),
}
