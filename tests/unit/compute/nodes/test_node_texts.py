"""What becomes of a provider's words."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.compute.nodes.analyze import ANALYZE, AnalyzeOutput, AnalyzeParams
from shared.compute.nodes.base import TextReply
from shared.compute.nodes.caption import CAPTION, CaptionParams
from shared.compute.nodes.prompt import PROMPT, PromptParams
from shared.providers.errors import ProviderFailed

COAT: dict[str, Any] = {
    "garment": "coat", "colours": ["navy", "#ffffff"], "material": "wool", "pattern": "",
    "fit": "long", "details": ["belt"],
}  # fmt: skip

json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*COAT, "x"]), inner, max_size=6)
    ),
    max_leaves=8,
)


def answer(text: str) -> TextReply:
    return TextReply(text=text, provider="openai", model="m")


def analyze(text: str) -> AnalyzeOutput:
    described = ANALYZE.describe_text(AnalyzeParams(image_key="media/1/x.jpg"), answer(text))
    assert isinstance(described, AnalyzeOutput)
    return described


@pytest.mark.parametrize("wrapped", ["{}", "```json\n{}\n```", "```\n{}\n```", "  {}\n"])
def test_attributes_are_read(wrapped: str) -> None:
    seen = analyze(wrapped.replace("{}", json.dumps({**COAT, "mood": "cosy"})))
    assert seen.attributes.colours == ("navy", "#ffffff")
    assert seen.text == "coat; navy, #ffffff; wool; long; belt"
    assert (seen.provider, seen.model) == ("openai", "m")


@pytest.mark.parametrize(
    "text",
    [
        "", "a coat", "[]", "{}", "null", "[" * 5000, "1" * 5000,
        json.dumps({**COAT, "garment": " "}),
        json.dumps({**COAT, "colours": "navy"}),
        json.dumps({**COAT, "details": ["x" * 501]}),
        json.dumps({**COAT, "material": "x" * 30_000}),
    ],
)  # fmt: skip
def test_other_shape_is_the_providers_failure(text: str) -> None:
    with pytest.raises(ProviderFailed, match="openai did not answer"):
        analyze(text)


@given(st.text() | json_values.map(json.dumps) | st.binary().map(lambda b: b.decode("latin-1")))
def test_any_answer_is_read_or_refused(text: str) -> None:
    try:
        seen = analyze(text)
    except ProviderFailed:
        return
    assert seen.text.startswith(seen.attributes.garment)


def test_words_are_trimmed() -> None:
    written = PROMPT.describe_text(PromptParams(brief="b"), answer(" a coat \n"))
    assert written.model_dump() == {"text": "a coat", "model": "m", "provider": "openai"}


@pytest.mark.parametrize("text", ["", " \n", "x" * 4001])
def test_unusable_prompt_is_the_providers_failure(text: str) -> None:
    with pytest.raises(ProviderFailed):
        PROMPT.describe_text(PromptParams(brief="b"), answer(text))


def test_caption_may_be_a_little_longer() -> None:
    asked = CaptionParams(product="coat", length=100)
    assert CAPTION.describe_text(asked, answer("x" * 200)).model_dump()["text"] == "x" * 200
    with pytest.raises(ProviderFailed):
        CAPTION.describe_text(asked, answer("x" * 201))
