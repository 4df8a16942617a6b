"""Recraft: requests and replies."""

from typing import Any

import pytest
from hypothesis import given

from shared.core.set_vocabulary import Backdrop
from shared.providers.adapter import HttpReply
from shared.providers.errors import (
    ProviderAuthFailed,
    ProviderError,
    ProviderFailed,
    ProviderInvalidRequest,
    ProviderOutOfCredit,
    ProviderRateLimited,
    ProviderRefused,
    ProviderUnavailable,
)
from shared.providers.replies import Completed, OutputFile
from shared.providers.requests import SetStyle
from shared.providers.vendors.recraft import ADAPTER
from tests.scenes.adapter_parts import (
    background_request,
    edit_request,
    inpaint_request,
    job,
    recolor_request,
    reply,
    request_for,
    wild_replies,
)

BASE = "https://external.api.recraft.ai/v1/images"
IMAGE = {"image_url": "https://media.test/image.png"}
ORDERS: dict[Any, tuple[str, dict[str, Any]]] = {
    "cutout": ("removeBackground", {"image_url": "https://media.test/photo.png"}),
    "generate": (
        "imageToImage",
        {
            "image_url": "https://media.test/cutout.png",
            "prompt": "A model wears a linen coat\n\nAvoid: blurry",
            "random_seed": 7,
            "strength": 0.6,
            "model": "recraftv4_1",
        },
    ),
    "edit": (
        "imageToImage",
        IMAGE
        | {
            "prompt": "Make the coat longer\n\nAvoid: blurry",
            "random_seed": 7,
            "strength": 0.4,
            "model": "recraftv4_1",
        },
    ),
    "background": (
        "replaceBackground",
        IMAGE
        | {
            "prompt": "Make the coat longer",
            "negative_prompt": "blurry",
            "random_seed": 7,
            "model": "recraftv3",
        },
    ),
    "inpaint": (
        "inpaint",
        IMAGE
        | {
            "mask_url": "https://media.test/mask.png",
            "prompt": "a golden button",
            "negative_prompt": "blurry",
            "random_seed": 7,
            "model": "recraftv3",
        },
    ),
    "upscale": ("crispUpscale", IMAGE),
}


@pytest.mark.parametrize("capability", ORDERS)
def test_each_tool_gets_its_request(capability: Any) -> None:
    path, body = ORDERS[capability]
    built = ADAPTER.build_submit(request_for(capability), job(ADAPTER, capability))
    assert (built.method, built.url) == ("POST", f"{BASE}/{path}")
    assert built.headers == {"Authorization": "Bearer test-api_key"}
    assert built.json == body | {"response_format": "url"}
    assert (built.files, built.form) == ((), {})


def test_every_declared_capability_is_covered() -> None:
    assert {model.capability for model in ADAPTER.models} == set(ORDERS)


def test_set_without_words_is_described() -> None:
    request = background_request(prompt="", style=SetStyle(backdrop=Backdrop.LINEN))
    built = ADAPTER.build_submit(request, job(ADAPTER, "background"))
    assert "linen" in built.json["prompt"]


def test_empty_negative_is_not_sent() -> None:
    built = ADAPTER.build_submit(inpaint_request(negative=""), job(ADAPTER, "inpaint"))
    assert "negative_prompt" not in built.json


@pytest.mark.parametrize(("capability", "most"), [("inpaint", 1000), ("edit", 10_000)])
def test_long_prompt_is_refused_before_sending(capability: Any, most: int) -> None:
    request = request_for(capability, prompt="x" * (most + 1), negative="")
    with pytest.raises(ProviderInvalidRequest, match=f"{most} characters"):
        ADAPTER.build_submit(request, job(ADAPTER, capability))


def test_missing_capability_is_refused() -> None:
    with pytest.raises(ProviderInvalidRequest, match="recolor"):
        ADAPTER.build_submit(recolor_request(), job(ADAPTER, "edit"))


@pytest.mark.parametrize("body", [
    {"created": 1, "credits": 40, "data": [{"image_id": "i", "url": "https://img.recraft.ai/i"}]},
    {"created": 1, "credits": 40, "image": {"image_id": "i", "url": "https://img.recraft.ai/i"}},
])  # fmt: skip
def test_link_and_cost_are_read(body: dict[str, Any]) -> None:
    assert ADAPTER.parse_submit(reply(200, body), job(ADAPTER, "edit")) == Completed(
        files=(OutputFile(url="https://img.recraft.ai/i"),),
        model="recraftv4_1",
        cost_microusd=40_000,
    )


@pytest.mark.parametrize("credits", [None, "40", -1, True, 1e300])
def test_odd_cost_is_left_out(credits: Any) -> None:
    body = {"credits": credits, "image": {"url": "https://img.recraft.ai/i"}}
    received = ADAPTER.parse_submit(reply(200, body), job(ADAPTER, "cutout"))
    assert isinstance(received, Completed)
    assert received.cost_microusd is None


@pytest.mark.parametrize(
    ("received", "failure"),
    [
        (reply(401, b"Unauthorized", content_type="text/plain"), ProviderAuthFailed),
        (reply(404, b"Not found", content_type="text/plain"), ProviderFailed),
        (reply(400, {"code": "invalid_image", "message": "no"}), ProviderInvalidRequest),
        (reply(400, {"code": "nsfw_content_detected"}), ProviderRefused),
        (reply(400, {"code": "not_enough_credits"}), ProviderOutOfCredit),
        (reply(402, b"pay"), ProviderOutOfCredit),
        (reply(429, b"slow down"), ProviderRateLimited),
        (reply(500, {"code": "internal"}), ProviderUnavailable),
        (reply(200, {"data": []}), ProviderFailed),
        (reply(200, b"<svg>"), ProviderFailed),
    ],
)
def test_failures_have_their_classes(received: HttpReply, failure: type[ProviderError]) -> None:
    with pytest.raises(ProviderError) as raised:
        ADAPTER.parse_submit(received, job(ADAPTER, "edit"))
    assert type(raised.value) is failure


def test_hint_how_long_to_wait_is_kept() -> None:
    with pytest.raises(ProviderRateLimited) as raised:
        ADAPTER.parse_submit(reply(429, b"", retry_after="2.5"), job(ADAPTER, "edit"))
    assert raised.value.retry_after_seconds == 2.5


def test_it_cannot_cancel() -> None:
    assert ADAPTER.build_cancel(job(ADAPTER, "edit")) is None


def test_edit_of_another_kind_is_refused() -> None:
    with pytest.raises(ProviderInvalidRequest):
        ADAPTER.build_submit(edit_request("recolor"), job(ADAPTER, "background"))


@given(wild_replies("data", "image", "url", "credits", "code", words=("not_enough_credits",)))
def test_odd_replies_only_raise_provider_errors(received: HttpReply) -> None:
    try:
        done = ADAPTER.parse_submit(received, job(ADAPTER, "edit"))
    except ProviderError:
        return
    assert isinstance(done, Completed)
    assert done.files[0].url
