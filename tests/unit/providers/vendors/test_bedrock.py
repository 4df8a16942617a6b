"""Bedrock: InvokeModel bodies of Stability's image services, and AWS's errors."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from shared.providers import errors
from shared.providers.adapter import HttpReply, HttpRequest
from shared.providers.requests import Capability, ProviderRequest
from shared.providers.vendors.bedrock import ADAPTER
from tests.scenes.adapter_parts import (
    background_request,
    connection,
    cutout_request,
    edit_request,
    generate_request,
    inpaint_request,
    input_image,
    job,
    recolor_request,
    reply,
    upscale_request,
    wild_replies,
)

HOST = "https://bedrock-runtime.us-east-1.amazonaws.com/model/us.stability.stable-"
IMAGE_FILE = "cGljdHVyZQ=="
PAINTED = {"image": IMAGE_FILE, "seed": 7, "output_format": "png", "negative_prompt": "blurry"}


def bedrock_job(capability: Capability, **secrets: str) -> Any:
    held = connection(ADAPTER, region="us-east-1", **secrets)
    return replace(job(ADAPTER, capability), connection=held)


JOB = bedrock_job("cutout")


@pytest.mark.parametrize(
    ("request_", "model", "body"),
    [
        (
            cutout_request(),
            "image-remove-background",
            {"image": IMAGE_FILE, "output_format": "png"},
        ),
        (
            generate_request(),
            "image-inpaint",
            {**PAINTED, "prompt": "A model wears a linen coat"},
        ),
        (
            inpaint_request(),
            "image-inpaint",
            {**PAINTED, "prompt": "a golden button", "mask": "bWFzaw=="},
        ),
        (
            recolor_request(prompt=""),
            "image-search-recolor",
            {**PAINTED, "prompt": "coat in the color #aa2211", "select_prompt": "coat"},
        ),
        (
            edit_request(negative=""),
            "image-control-structure",
            {
                "image": IMAGE_FILE,
                "seed": 7,
                "output_format": "png",
                "prompt": "Make the coat longer",
                "control_strength": 0.7,
            },
        ),
        (
            upscale_request(),
            "conservative-upscale",
            {
                "image": IMAGE_FILE,
                "prompt": "fine linen",
                "creativity": 0.1,
                "seed": 7,
                "output_format": "png",
            },
        ),
    ],
)
def test_body_is_the_service_s(request_: ProviderRequest, model: str, body: dict[str, Any]) -> None:
    built = ADAPTER.build_submit(request_, bedrock_job(request_.capability))
    assert json.loads(built.content) == body
    assert replace(built, content=b"") == HttpRequest(
        method="POST",
        url=f"{HOST}{model}-v1%3A0/invoke",
        headers={"Content-Type": "application/json", "Accept": "application/json"},
        timeout_seconds=120,
        authorize="sigv4",
    )


def test_api_key_replaces_the_signature() -> None:
    built = ADAPTER.build_submit(cutout_request(), bedrock_job("cutout", api_key="key"))
    assert (built.authorize, built.headers["Authorization"]) == ("", "Bearer key")


def test_negative_is_sent_once() -> None:
    built = ADAPTER.build_submit(edit_request(), bedrock_job("edit"))
    sent = json.loads(built.content)
    assert (sent["prompt"], sent["negative_prompt"]) == ("Make the coat longer", "blurry")


@pytest.mark.parametrize(("seed", "sent"), [(0, 1), (4_294_967_295, 1), (4_294_967_294,) * 2])
def test_seed_is_never_any(seed: int, sent: int) -> None:
    built = ADAPTER.build_submit(inpaint_request(seed=seed), bedrock_job("inpaint"))
    assert json.loads(built.content)["seed"] == sent


def test_large_image_is_refused() -> None:
    with pytest.raises(errors.ProviderInvalidRequest, match="18 MB"):
        ADAPTER.build_submit(cutout_request(photo=input_image(b"x" * 19_000_000)), JOB)


def test_other_work_is_not_offered() -> None:
    with pytest.raises(errors.ProviderInvalidRequest):
        ADAPTER.build_submit(background_request(), bedrock_job("edit"))


def test_image_and_seed_are_read() -> None:
    body = {"images": ["ZHJhd24="], "seeds": [41], "finish_reasons": [None]}
    done = ADAPTER.parse_submit(reply(200, body), JOB)
    assert [(file.body, file.mime) for file in done.files] == [(b"drawn", "image/png")]
    assert done.seed == 41


@pytest.mark.parametrize(
    ("reason", "stage"),
    [
        ("Filter reason: prompt", "input"),
        ("Filter reason: input image", "input"),
        ("Filter reason: output image", "output"),
        ("Filter reason: moon", "unknown"),
    ],
)
def test_filter_says_what_it_held_back(reason: str, stage: str) -> None:
    body = {"images": [], "seeds": [], "finish_reasons": [reason]}
    with pytest.raises(errors.ProviderRefused) as caught:
        ADAPTER.parse_submit(reply(200, body), JOB)
    assert caught.value.stage == stage


def test_inference_error_is_worth_another_try() -> None:
    body = {"images": ["ZHJhd24="], "finish_reasons": ["Inference error"]}
    with pytest.raises(errors.ProviderUnavailable):
        ADAPTER.parse_submit(reply(200, body), JOB)


@pytest.mark.parametrize("body", [{}, {"images": []}, {"images": "x"}, {"images": [7]}])
def test_missing_image_is_a_failure(body: dict[str, Any]) -> None:
    with pytest.raises(errors.ProviderFailed):
        ADAPTER.parse_submit(reply(200, body), JOB)


ERRORS = [
    ("ThrottlingException", 429, "ProviderRateLimited"),
    ("ModelNotReadyException", 429, "ProviderUnavailable"),
    ("ServiceQuotaExceededException", 400, "ProviderOutOfCredit"),
    ("ValidationException", 400, "ProviderInvalidRequest"),
    ("ConflictException", 400, "ProviderFailed"),
    ("AccessDeniedException", 403, "ProviderAuthFailed"),
    ("ExpiredTokenException", 403, "ProviderAuthFailed"),
    ("ResourceNotFoundException", 404, "ProviderAuthFailed"),
    ("ModelTimeoutException", 408, "ProviderTimeout"),
    ("ModelErrorException", 424, "ProviderFailed"),
    ("InternalServerException", 500, "ProviderUnavailable"),
    ("ServiceUnavailableException", 503, "ProviderUnavailable"),
]


@pytest.mark.parametrize(("exception", "status", "name"), ERRORS)
def test_header_names_the_exception(exception: str, status: int, name: str) -> None:
    named = f"{exception}:http://internal.amazon.com/coral/com.amazon.bedrock/"
    with pytest.raises(getattr(errors, name)):
        ADAPTER.parse_submit(reply(status, {"message": "text"}, x_amzn_errortype=named), JOB)


@pytest.mark.parametrize(("exception", "status", "name"), ERRORS)
def test_body_names_the_exception(exception: str, status: int, name: str) -> None:
    body = {"__type": f"com.amazon.coral.service#{exception}"}
    with pytest.raises(getattr(errors, name)):
        ADAPTER.parse_submit(reply(status, body), JOB)


@given(
    wild_replies("images", "seeds", "finish_reasons", "__type", "message",
                 words=("Filter reason: prompt", "x#ThrottlingException"))
)  # fmt: skip
def test_any_reply_ends_in_a_provider_error(reply_: HttpReply) -> None:
    try:
        done = ADAPTER.parse_submit(reply_, JOB)
    except errors.ProviderError:
        return
    assert done.files[0].body


def test_role_signs_for_the_platform_only() -> None:
    """Without a key, the platform would pay for an organization's own connection."""
    assert ADAPTER.own_credentials == ("api_key",)
