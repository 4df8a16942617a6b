"""What each node type asks a provider for."""

from typing import Any

import pytest

from shared.compute.nodes.analyze import ANALYZE, REPLY_SCHEMA, AnalyzeParams, Attributes
from shared.compute.nodes.background import BACKGROUND, BackgroundParams
from shared.compute.nodes.caption import CAPTION, CaptionParams
from shared.compute.nodes.edit import EDIT, EditParams
from shared.compute.nodes.generate import GENERATE, GenerateParams
from shared.compute.nodes.inpaint import INPAINT, InpaintParams
from shared.compute.nodes.prepare import PREPARE, PrepareParams
from shared.compute.nodes.prompt import PROMPT, PromptParams
from shared.compute.nodes.recolor import RECOLOR, RecolorParams
from shared.compute.nodes.try_on import TRY_ON, TryOnParams
from shared.compute.nodes.upscale import UPSCALE, UpscaleParams
from shared.compute.nodes.video import VIDEO, VideoParams
from shared.core.set_vocabulary import Backdrop, Category, Lighting
from shared.providers.requests import (
    CutoutRequest,
    EditRequest,
    GenerateRequest,
    InpaintRequest,
    SetStyle,
    ShotFrame,
    TryOnRequest,
    UpscaleRequest,
    VideoRequest,
)
from tests.scenes.node_parts import ATTRIBUTES_OUTPUT, IMAGE_OUTPUT, PREPARED, TEXT_OUTPUT, inputs

SHOT = ShotFrame(category=Category.DETAIL)


def test_prepare_sends_the_photograph() -> None:
    asked = PrepareParams(source_key="media/1/file.jpg", garment="dress")
    request = PREPARE.request(asked, inputs())
    assert isinstance(request, CutoutRequest)
    assert (request.photo.body, request.garment) == (b"photo", "dress")


def test_generate_sends_cutout_and_references() -> None:
    asked = GenerateParams(
        prompt="p", seed=9, index=2, shot=SHOT, guidance_scale=7.5, steps=30,
        reference_keys=("media/3/file.jpg",),
    )  # fmt: skip
    request = GENERATE.request(asked, inputs(prepare=PREPARED))
    assert isinstance(request, GenerateRequest)
    assert request.cutout.body == b"cutout"
    assert [reference.body for reference in request.references] == [b"person"]
    assert (request.prompt, request.seed, request.guidance_scale, request.steps) == (
        "p", 9, 7.5, 30,
    )  # fmt: skip
    assert (request.shot, request.style) == (SHOT, SetStyle())


def test_written_prompt_wins() -> None:
    asked = GenerateParams(prompt="p", seed=9, shot=SHOT)
    request = GENERATE.request(asked, inputs(prepare=PREPARED, prompt=TEXT_OUTPUT))
    assert isinstance(request, GenerateRequest)
    assert request.prompt == "a dress at dawn"


@pytest.mark.parametrize(
    ("named", "outputs", "body"),
    [
        ({}, {"generate": IMAGE_OUTPUT}, b"image"),
        ({}, {"upscale": IMAGE_OUTPUT}, b"image"),
        ({}, {"prepare": PREPARED}, b"cutout"),
        ({"image_key": "media/1/file.jpg"}, {}, b"photo"),
    ],
)
def test_edit_takes_its_image_from_need_or_key(
    named: dict[str, Any], outputs: dict[str, Any], body: bytes
) -> None:
    request = EDIT.request(EditParams(prompt="p", seed=1, **named), inputs(**outputs))
    assert isinstance(request, EditRequest)
    assert (request.capability, request.image.body) == ("edit", body)


def test_inpaint_sends_image_and_mask() -> None:
    asked = InpaintParams(prompt="p", seed=1, mask_key="media/2/file.png")
    request = INPAINT.request(asked, inputs(edit=IMAGE_OUTPUT))
    assert isinstance(request, InpaintRequest)
    assert (request.image.body, request.mask.body) == (b"image", b"mask")


@pytest.mark.parametrize(
    ("named", "outputs", "person"),
    [
        ({"person_key": "media/3/file.jpg"}, {"prepare": PREPARED}, b"person"),
        ({}, {"prepare": PREPARED, "generate": IMAGE_OUTPUT}, b"image"),
    ],
)
def test_try_on_sends_person_and_garment(
    named: dict[str, Any], outputs: dict[str, Any], person: bytes
) -> None:
    request = TRY_ON.request(TryOnParams(seed=1, **named), inputs(**outputs))
    assert isinstance(request, TryOnRequest)
    assert (request.person.body, request.garment.body) == (person, b"cutout")


def test_background_puts_the_set_into_words() -> None:
    style = SetStyle(backdrop=Backdrop.LINEN, palette=("#aabbcc",), lighting=Lighting.HARD)
    request = BACKGROUND.request(BackgroundParams(seed=1, style=style), inputs(prepare=PREPARED))
    assert isinstance(request, EditRequest)
    assert (request.capability, request.style) == ("background", style)
    assert request.prompt == "linen studio backdrop in #aabbcc, hard light"


def test_background_keeps_own_words() -> None:
    asked = BackgroundParams(seed=1, prompt="a beach")
    request = BACKGROUND.request(asked, inputs(generate=IMAGE_OUTPUT))
    assert isinstance(request, EditRequest)
    assert request.prompt == "a beach"


@pytest.mark.parametrize(("garment", "said"), [("coat", "the coat to"), ("", "the product to")])
def test_recolor_asks_for_the_colour(garment: str, said: str) -> None:
    asked = RecolorParams(colour="#aabbcc", seed=1, garment=garment)
    request = RECOLOR.request(asked, inputs(generate=IMAGE_OUTPUT))
    assert isinstance(request, EditRequest)
    assert (request.capability, request.color, request.garment) == ("recolor", "#aabbcc", garment)
    assert f"{said} #aabbcc" in request.prompt


def test_upscale_sends_the_factor() -> None:
    request = UPSCALE.request(UpscaleParams(factor=4), inputs(recolor=IMAGE_OUTPUT))
    assert isinstance(request, UpscaleRequest)
    assert (request.image.body, request.factor) == (b"image", 4)


def test_video_sends_the_still() -> None:
    asked = VideoParams(prompt="turns", seconds=8, aspect_ratio="16:9", seed=1)
    request = VIDEO.request(asked, inputs(generate=IMAGE_OUTPUT))
    assert isinstance(request, VideoRequest)
    assert (request.image.body, request.prompt) == (b"image", "turns")
    assert (request.seconds, request.aspect_ratio) == (8, "16:9")


def test_analyze_asks_for_attributes() -> None:
    request = ANALYZE.request(AnalyzeParams(garment="coat"), inputs(prepare=PREPARED))
    assert request.reply_schema == REPLY_SCHEMA
    assert [image.body for image in request.images] == [b"cutout"]
    assert request.facts == {"garment": "coat"}
    assert set(REPLY_SCHEMA["properties"]) == set(REPLY_SCHEMA["required"])
    assert set(REPLY_SCHEMA["required"]) == set(Attributes.model_fields)


def test_prompt_needs_no_image() -> None:
    request = PROMPT.request(PromptParams(brief="a coat in the rain"), inputs())
    assert (request.images, request.prompt) == ((), "a coat in the rain")
    assert request.facts == {"brief": "a coat in the rain"}


def test_prompt_tells_what_was_seen() -> None:
    request = PROMPT.request(
        PromptParams(brief="rain"), inputs(analyze=ATTRIBUTES_OUTPUT, generate=IMAGE_OUTPUT)
    )
    assert request.prompt == "rain\nThe product: dress; blue"
    assert [image.body for image in request.images] == [b"image"]
    assert request.facts == {"brief": "rain", "attributes": "dress; blue"}


def test_caption_orders_and_tells_facts() -> None:
    asked = CaptionParams(
        product="Linen dress", brand="Acme", locale="de-DE", tone="playful", length=120,
        image_key="media/1/file.jpg",
    )  # fmt: skip
    request = CAPTION.request(asked, inputs(analyze=ATTRIBUTES_OUTPUT))
    assert [image.body for image in request.images] == [b"photo"]
    assert request.prompt.splitlines() == [
        "Write a caption in the language de-DE, tone playful, of at most 120 characters.",
        "product: Linen dress",
        "brand: Acme",
        "attributes: dress; blue",
    ]
    assert request.facts == {
        "product": "Linen dress", "brand": "Acme", "locale": "de-DE", "tone": "playful",
        "length": "120", "attributes": "dress; blue",
    }  # fmt: skip
