"""Google's virtual try-on: the request and replies."""

import base64
from typing import Any

import pytest
from hypothesis import given

from shared.providers import errors
from shared.providers.adapter import HttpReply, HttpRequest
from shared.providers.vendors.vertex_tryon import ADAPTER
from tests.scenes.adapter_parts import (
    edit_request,
    input_image,
    reply,
    try_on_request,
    wild_replies,
)
from tests.scenes.google_parts import MODELS, google_error, google_job

JOB = google_job(ADAPTER, "try_on")


def image(body: bytes) -> dict[str, Any]:
    encoded = base64.b64encode(body).decode()
    return {"image": {"bytesBase64Encoded": encoded, "mimeType": "image/png"}}


def test_person_and_garment_are_sent() -> None:
    assert ADAPTER.build_submit(try_on_request(), JOB) == HttpRequest(
        method="POST",
        url=f"{MODELS}/virtual-try-on-001:predict",
        json={
            "instances": [{"personImage": image(b"picture"), "productImages": [image(b"garment")]}],
            "parameters": {
                "sampleCount": 1,
                "seed": 7,
                "addWatermark": False,
                "personGeneration": "allow_adult",
                "outputOptions": {"mimeType": "image/png"},
            },
        },
        timeout_seconds=120,
        authorize="google",
    )


def test_large_image_is_refused() -> None:
    with pytest.raises(errors.ProviderInvalidRequest, match="7 MB"):
        ADAPTER.build_submit(try_on_request(person=input_image(b"x" * 7_000_001)), JOB)


def test_other_work_is_not_offered() -> None:
    with pytest.raises(errors.ProviderInvalidRequest):
        ADAPTER.build_submit(edit_request(), JOB)


def test_prediction_is_read() -> None:
    body = {"predictions": [{"mimeType": "image/png", "bytesBase64Encoded": "ZHJhd24="}]}
    done = ADAPTER.parse_submit(reply(200, body), JOB)
    assert [(file.body, file.mime) for file in done.files] == [(b"drawn", "image/png")]


def test_filtered_prediction_is_refused() -> None:
    body = {"predictions": [{"raiFilteredReason": "The picture was filtered."}]}
    with pytest.raises(errors.ProviderRefused) as caught:
        ADAPTER.parse_submit(reply(200, body), JOB)
    assert caught.value.stage == "output"


@pytest.mark.parametrize("body", [{}, {"predictions": []}, {"predictions": [{"gcsUri": "gs://x"}]}])
def test_missing_image_is_a_failure(body: dict[str, Any]) -> None:
    with pytest.raises(errors.ProviderFailed):
        ADAPTER.parse_submit(reply(200, body), JOB)


def test_refused_account_is_auth() -> None:
    with pytest.raises(errors.ProviderAuthFailed):
        ADAPTER.parse_submit(reply(403, google_error("PERMISSION_DENIED", 403)), JOB)


@given(
    wild_replies("predictions", "bytesBase64Encoded", "mimeType", "raiFilteredReason", "error",
                 "status", "details")
)  # fmt: skip
def test_any_reply_ends_in_a_provider_error(reply_: HttpReply) -> None:
    try:
        done = ADAPTER.parse_submit(reply_, JOB)
    except errors.ProviderError:
        return
    assert done.files[0].body
