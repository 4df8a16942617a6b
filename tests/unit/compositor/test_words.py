"""The studio's words: colours by name, attributes, prompts and captions."""

import io
import json
import string
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from shared.compositor.captions import write_caption
from shared.compositor.colour_names import find_colour, nearest_name
from shared.compositor.palette import dominant_colours, hex_of, lab_of
from shared.compositor.phrases import LANGUAGES
from shared.compositor.provider import StudioProvider
from shared.compute.nodes.analyze import REPLY_SCHEMA, AnalyzeParams, describe_text
from shared.compute.nodes.base import TextReply
from shared.providers.errors import ProviderInvalidRequest
from shared.providers.requests import TextRequest
from tests.scenes.adapter_parts import input_image, text_request

COLOURS = st.text("0123456789abcdef", min_size=6, max_size=6).map("#{}".format)


def dress(colour: str = "#1c2545", second: str = "") -> bytes:
    image = Image.new("RGB", (300, 400), "#f4f3f1")
    draw = ImageDraw.Draw(image)
    draw.polygon([(110, 80), (190, 80), (230, 320), (70, 320)], fill=colour)
    if second:
        draw.polygon([(94, 176), (206, 176), (230, 320), (70, 320)], fill=second)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def ask(request: TextRequest) -> str:
    return StudioProvider().answer(request).text


def analyze(body: bytes, **changes: Any) -> dict[str, Any]:
    request = text_request("analyze", images=(input_image(body),), facts={}, **changes)
    found = json.loads(ask(request))
    assert isinstance(found, dict)
    return found


@given(COLOURS)
def test_lab_and_back_is_the_same_colour(colour: str) -> None:
    given, back = (np.array(list(bytes.fromhex(c[1:]))) for c in (colour, hex_of(lab_of(colour))))
    assert np.abs(given.astype(int) - back.astype(int)).max() <= 1


def test_dominant_colours_come_by_share() -> None:
    lab = np.array([lab_of("#c8202f")] * 70 + [lab_of("#1c2545")] * 27 + [lab_of("#2f8a4a")] * 3)
    found = dominant_colours(lab)
    assert [(nearest_name(one.lab).en, round(one.share, 2)) for one in found] == [
        ("red", 0.7),
        ("navy", 0.27),
    ]


@pytest.mark.parametrize(
    ("said", "name"),
    [("Navy", "navy"), ("gray", "grey"), ("dark red", "burgundy"), ("#FFFFFF", "white"),
     ("#0b0b0b", "black"), ("#f2c230", "yellow")],
)  # fmt: skip
def test_colours_are_found_by_name_or_value(said: str, name: str) -> None:
    found = find_colour(said)
    assert found is not None
    assert found.en == name


def test_unknown_colour_is_left_out() -> None:
    assert find_colour("unicorn") is None


def test_picture_answers_the_schema() -> None:
    found = analyze(dress(), reply_schema=REPLY_SCHEMA)
    assert set(found) == set(REPLY_SCHEMA["required"])
    assert (found["garment"], found["colours"], found["pattern"]) == (
        "product", ["navy"], "plain",
    )  # fmt: skip
    answer = TextReply(text=json.dumps(found), provider="studio", model="m")
    assert describe_text(AnalyzeParams(image_key="media/x"), answer).attributes.colours == ("navy",)


def test_sleeves_make_a_top() -> None:
    image = Image.new("RGB", (300, 300), "#f4f3f1")
    shape = [(40, 90), (110, 60), (190, 60), (260, 90), (250, 140), (205, 120), (205, 240)]
    ImageDraw.Draw(image).polygon([*shape, (95, 240), (95, 120), (50, 140)], fill="#1c2545")
    out = io.BytesIO()
    image.save(out, "PNG")
    assert analyze(out.getvalue())["garment"] == "top"


def test_two_colours_are_no_plain_cloth() -> None:
    found = analyze(dress("#1c2545", "#c8202f"), reply_schema=REPLY_SCHEMA)
    assert (sorted(found["colours"]), found["pattern"]) == (["navy", "red"], "")


def test_said_garment_is_believed() -> None:
    request = text_request(
        "analyze", images=(input_image(dress()),), facts={"garment": "wrap dress"}
    )
    assert json.loads(ask(request))["garment"] == "wrap dress"


def test_unknown_fields_stay_blank() -> None:
    kinds = ("string", "array", "object", "number", "integer", "boolean")
    schema = {"properties": {kind: {"type": kind} for kind in kinds} | {"any": {}, "coverage": {}}}
    found = analyze(dress(), reply_schema=schema)
    assert [found[kind] for kind in kinds] == ["", [], {}, 0, 0, False]
    assert found["any"] is None
    assert 0.2 < found["coverage"] < 0.27


def test_picture_without_a_product_still_has_colours() -> None:
    out = io.BytesIO()
    Image.new("RGB", (100, 100), "#c8202f").save(out, "PNG")
    found = analyze(out.getvalue())
    assert (found["garment"], found["colours"], found["coverage"]) == ("product", ["red"], 0)


def test_analysis_needs_a_picture() -> None:
    with pytest.raises(ProviderInvalidRequest, match="picture"):
        ask(text_request("analyze", images=()))


def test_prompt_is_the_facts_in_one_paragraph() -> None:
    facts = {"brief": "A coat\nin the rain", "attributes": "coat; navy", "light": "window!"}
    assert ask(text_request("prompt", facts=facts)) == (
        "A coat in the rain. The product: coat; navy. Light: window!"
    )


def test_prompt_without_facts_is_refused() -> None:
    with pytest.raises(ProviderInvalidRequest, match="brief"):
        ask(text_request("prompt", facts={}))


FACTS = {"product": "Linen Shirt", "brand": "Nord", "colours": "navy, #f3ead8", "length": "500"}


@pytest.mark.parametrize(
    ("locale", "opening"),
    [
        ("en", "Linen Shirt by Nord in navy and cream."),
        ("de-AT", "Linen Shirt von Nord in Marineblau und Creme."),
        ("fr", "Linen Shirt par Nord en bleu marine et crème."),
        ("it", "Linen Shirt di Nord in blu navy e crema."),
        ("es-MX", "Linen Shirt de Nord en azul marino y crema."),
    ],
)
def test_each_language_has_its_sentence(locale: str, opening: str) -> None:
    caption, warnings = write_caption(FACTS | {"locale": locale})
    assert caption.startswith(opening)
    assert len(caption) > len(opening) + 20
    assert warnings == ()


def test_unknown_language_falls_back_to_english() -> None:
    caption, warnings = write_caption(FACTS | {"locale": "ja"})
    assert caption == write_caption(FACTS | {"locale": "en"})[0]
    assert "ja" in warnings[0]


def test_tone_is_heard_among_other_words() -> None:
    said = {tone: write_caption(FACTS | {"tone": tone})[0] for tone in (
        "friendly", "very playful, young", "quiet luxury",
    )}  # fmt: skip
    assert len(set(said.values())) == 3
    assert said["very playful, young"].startswith("Our new favourite: Linen Shirt")


def test_notes_are_left_aside_aloud() -> None:
    caption, warnings = write_caption(FACTS | {"notes": "for the sale"})
    assert "sale" not in caption
    assert "notes" in warnings[0]


def test_colour_in_the_name_is_not_repeated() -> None:
    caption, _ = write_caption({"product": "Navy Coat", "attributes": "coat; navy, red; wool"})
    assert caption.startswith("Navy Coat.")


def test_attributes_tell_the_colours() -> None:
    caption, _ = write_caption({"product": "Coat", "attributes": "coat; burgundy; wool"})
    assert caption.startswith("Coat in burgundy.")


def test_nameless_product_is_this_piece() -> None:
    assert write_caption({"locale": "de"})[0].startswith("Dieses Stück.")


@pytest.mark.parametrize(("length", "most"), [("short", 60), ("medium", 160), ("90", 90)])
def test_caption_keeps_to_its_length(length: str, most: int) -> None:
    caption, _ = write_caption(FACTS | {"length": length})
    assert caption.startswith("Linen Shirt")
    assert len(caption) <= most


def test_phrases_are_complete_in_every_language() -> None:
    for language in LANGUAGES.values():
        assert set(language.tones) == {"neutral", "playful", "luxury"}
        for phrases in language.tones.values():
            assert "{name}" in phrases.opening
            for sentence in (*phrases.second, *phrases.third):
                assert sentence[-1] in ".!?"
                assert "{" not in sentence


KEYS = (
    "product",
    "brand",
    "category",
    "colours",
    "attributes",
    "locale",
    "tone",
    "length",
    "notes",
)


@given(st.dictionaries(st.sampled_from(KEYS), st.text(string.printable + "äß²{}", max_size=40)))
def test_any_facts_give_a_caption(facts: dict[str, str]) -> None:
    caption, _ = write_caption(facts)
    assert caption.strip()
    assert caption == write_caption(facts)[0]
