"""Photoroom: forms and replies."""

from dataclasses import replace
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
    ProviderUnavailable,
)
from shared.providers.replies import Completed, OutputFile
from shared.providers.requests import SetStyle
from shared.providers.vendors.photoroom import ADAPTER
from tests.scenes.adapter_parts import (
    background_request,
    cutout_request,
    generate_request,
    inpaint_request,
    input_image,
    job,
    reply,
    request_for,
    wild_replies,
)

EDITED = {
    "removeBackground": "false",
    "editWithAI.mode": "ai.auto",
    "editWithAI.seed": "7",
    "export.format": "png",
}
FORMS: dict[Any, dict[str, str]] = {
    "background": {
        "removeBackground": "true",
        "referenceBox": "originalImage",
        "outputSize": "originalImage",
        "background.prompt": "Make the coat longer",
        "background.negativePrompt": "blurry",
        "background.seed": "7",
        "export.format": "png",
    },
    "edit": EDITED
    | {
        "editWithAI.prompt": "Make the coat longer\n\nAvoid: blurry",
        "referenceBox": "originalImage",
    },
    "recolor": EDITED
    | {
        "editWithAI.prompt": "Change the color of the coat to #aa2211. Keep all else as it is. "
        "Make the coat longer\n\nAvoid: blurry",
        "referenceBox": "originalImage",
    },
    "generate": EDITED
    | {
        "editWithAI.prompt": "A model wears a linen coat\n\nAvoid: blurry",
        "outputSize": "1536x2048",
    },
}


@pytest.mark.parametrize("capability", FORMS)
def test_each_edit_gets_its_form(capability: Any) -> None:
    built = ADAPTER.build_submit(request_for(capability), job(ADAPTER, capability))
    assert (built.method, built.url) == ("POST", "https://image-api.photoroom.com/v2/edit")
    assert built.headers == {"x-api-key": "test-api_key", "Accept": "image/png, application/json"}
    assert built.form == FORMS[capability]
    assert [(f.name, f.body) for f in built.files] == [("imageFile", b"picture")]


def test_cutout_has_a_host_of_its_own() -> None:
    built = ADAPTER.build_submit(cutout_request(), job(ADAPTER, "cutout"))
    assert built.url == "https://sdk.photoroom.com/v1/segment"
    assert built.form == {"format": "png", "size": "full"}
    assert [(f.name, f.body, f.mime) for f in built.files] == [
        ("image_file", b"picture", "image/png")
    ]


def test_own_host_replaces_both_of_them() -> None:
    order = job(ADAPTER, "cutout")
    elsewhere = replace(order.connection, base_url="http://proxy.test/p")
    built = ADAPTER.build_submit(cutout_request(), replace(order, connection=elsewhere))
    assert built.url == "http://proxy.test/p/v1/segment"


def test_every_declared_capability_is_covered() -> None:
    assert {model.capability for model in ADAPTER.models} == {"cutout", *FORMS}


def test_set_without_words_is_described() -> None:
    request = background_request(prompt="", negative="", style=SetStyle(backdrop=Backdrop.ARCH))
    built = ADAPTER.build_submit(request, job(ADAPTER, "background"))
    assert "arch" in built.form["background.prompt"]
    assert "background.negativePrompt" not in built.form


def test_size_stays_within_four_megapixels() -> None:
    request = generate_request(longest_edge=4096)
    built = ADAPTER.build_submit(request, job(ADAPTER, "generate"))
    width, height = map(int, built.form["outputSize"].split("x"))
    assert width * height <= 4_000_000
    assert width / height == pytest.approx(0.75, abs=0.01)


def test_large_image_is_refused_before_sending() -> None:
    request = cutout_request(photo=input_image(body=bytes(30_000_001)))
    with pytest.raises(ProviderInvalidRequest, match="30 MB"):
        ADAPTER.build_submit(request, job(ADAPTER, "cutout"))


def test_missing_capability_is_refused() -> None:
    with pytest.raises(ProviderInvalidRequest, match="inpaint"):
        ADAPTER.build_submit(inpaint_request(), job(ADAPTER, "edit"))


def test_image_is_the_body() -> None:
    received = reply(200, b"png", content_type="image/png; charset=binary")
    assert ADAPTER.parse_submit(received, job(ADAPTER, "edit")) == Completed(
        files=(OutputFile(body=b"png", mime="image/png"),), model="v2/edit"
    )


@pytest.mark.parametrize(
    ("received", "failure"),
    [
        (reply(402, {"error": {"detail": "no credits"}}), ProviderOutOfCredit),
        (reply(403, {"error": {"message": "Unauthorized"}}), ProviderAuthFailed),
        (reply(400, {"error": {"message": "imageFile"}}), ProviderInvalidRequest),
        (reply(404, b""), ProviderFailed),
        (reply(429, {"error": {"message": "slow"}}), ProviderRateLimited),
        (reply(500, b"<html>"), ProviderUnavailable),
        (reply(200, {"result_b64": "x"}), ProviderFailed),
        (reply(200, b"", content_type="image/png"), ProviderFailed),
    ],
)
def test_failures_have_their_classes(received: HttpReply, failure: type[ProviderError]) -> None:
    with pytest.raises(ProviderError) as raised:
        ADAPTER.parse_submit(received, job(ADAPTER, "edit"))
    assert type(raised.value) is failure


def test_hint_how_long_to_wait_is_kept() -> None:
    with pytest.raises(ProviderRateLimited) as raised:
        ADAPTER.parse_submit(reply(429, b"", retry_after="9"), job(ADAPTER, "edit"))
    assert raised.value.retry_after_seconds == 9


def test_it_cannot_cancel() -> None:
    assert ADAPTER.build_cancel(job(ADAPTER, "edit")) is None


@given(wild_replies("error", "detail", "message"))
def test_odd_replies_only_raise_provider_errors(received: HttpReply) -> None:
    try:
        done = ADAPTER.parse_submit(received, job(ADAPTER, "edit"))
    except ProviderError:
        return
    assert isinstance(done, Completed)
    assert done.files[0].body == received.body
