"""Wire format: github Comfy-Org/ComfyUI, server.py and comfy_execution/jobs.py."""

from graphlib import TopologicalSorter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.set_vocabulary import Category
from shared.providers.adapter import HttpReply, Job
from shared.providers.errors import (
    ProviderError,
    ProviderFailed,
    ProviderInvalidRequest,
    ProviderUnavailable,
)
from shared.providers.replies import Completed, OutputFile, Pending, Submitted
from shared.providers.requests import Capability, ProviderRequest, ShotFrame
from shared.providers.vendors.comfyui import ADAPTER
from shared.providers.vendors.comfyui_graphs import QWEN, SAVE, UPSCALE, Graph, graph_of
from tests.scenes import adapter_parts as parts

_HOST = "http://comfy.internal:8188"
_ID = str(parts.JOB_ID)


def _job(capability: Capability = "generate", key: str = "", **changes: Any) -> Job:
    secrets = {"base_url": _HOST} | ({"api_key": key} if key else {})
    held = parts.Connection(owner="platform", secrets=secrets, base_url=_HOST)
    return parts.job(ADAPTER, capability, connection=held, request_id=_ID, **changes)


def _sources(graph: Graph) -> dict[str, set[str]]:
    """The inputs of each node that are other nodes."""
    return {
        name: {value[0] for value in node["inputs"].values() if isinstance(value, list)}
        for name, node in graph.items()
    }


def test_job_carries_our_own_id() -> None:
    sent = ADAPTER.build_submit(parts.upscale_request(factor=4), _job("upscale"))
    assert (sent.method, sent.url, sent.headers) == ("POST", f"{_HOST}/api/prompt", {})
    assert sent.json == {
        "prompt_id": _ID,
        "client_id": "sartiq",
        "prompt": {
            "image1": {
                "class_type": "LoadImageFromUrl",
                "inputs": {"image": "https://media.test/image.png"},
            },
            "model": {
                "class_type": "UpscaleModelLoader",
                "inputs": {"model_name": "RealESRGAN_x4plus.pth"},
            },
            "enlarged": {
                "class_type": "ImageUpscaleWithModel",
                "inputs": {"upscale_model": ["model", 0], "image": ["image1", 0]},
            },
            "save": {
                "class_type": "SaveImage",
                "inputs": {"images": ["enlarged", 0], "filename_prefix": "sartiq"},
            },
        },
    }


def test_proxy_is_given_the_key() -> None:
    sent = ADAPTER.build_poll(_job(key="of-the-proxy"))
    assert sent.headers == {"Authorization": "Bearer of-the-proxy"}


def test_twice_as_large_is_four_times_halved() -> None:
    graph = graph_of(parts.upscale_request(factor=2), UPSCALE)
    assert graph["sized"]["inputs"]["scale_by"] == 0.5
    assert graph[SAVE]["inputs"]["images"] == ["sized", 0]


def test_new_image_has_the_wanted_shape() -> None:
    frame = ShotFrame(category=Category.ON_MODEL, aspect_ratio="3:4")
    request = parts.generate_request(shot=frame, seed=11, steps=30, guidance_scale=2.5)
    graph = graph_of(request, QWEN)
    size = graph["latent"]["inputs"]
    assert size["width"] / size["height"] == pytest.approx(0.75, abs=0.02)
    sampler = graph["sampler"]["inputs"]
    assert (sampler["seed"], sampler["steps"], sampler["cfg"]) == (11, 30, 2.5)
    assert graph["positive"]["inputs"]["prompt"] == "A model wears a linen coat"
    assert graph["negative"]["inputs"]["prompt"] == "blurry"


def test_edit_starts_from_the_image() -> None:
    graph = graph_of(parts.edit_request(), QWEN)
    assert graph["latent"]["class_type"] == "VAEEncode"
    assert "Make the coat longer" in graph["positive"]["inputs"]["prompt"]


def test_inpaint_keeps_what_is_not_masked() -> None:
    graph = graph_of(parts.inpaint_request(), QWEN)
    assert graph["mask_image"]["inputs"]["image"] == "https://media.test/mask.png"
    assert graph["latent"]["class_type"] == "SetLatentNoiseMask"
    joined = graph["joined"]["inputs"]
    assert joined["destination"] == ["image1", 0]
    assert joined["mask"] == ["mask", 0]
    assert graph[SAVE]["inputs"]["images"] == ["joined", 0]


@given(
    st.sampled_from(("generate", "edit", "inpaint", "upscale")),
    st.integers(0, 5),
    st.text(max_size=30),
    st.integers(0, 2**53 - 1),
)
def test_every_graph_can_run(
    capability: Capability, references: int, prompt: str, seed: int
) -> None:
    more: dict[str, Any] = {"prompt": prompt, "seed": seed}
    if capability in ("generate", "edit"):
        more["references"] = tuple(parts.input_image() for _ in range(references))
    model = UPSCALE if capability == "upscale" else QWEN
    graph = graph_of(parts.request_for(capability, **more), model)
    sources = _sources(graph)
    assert set().union(*sources.values()) <= graph.keys()
    assert list(TopologicalSorter(sources).static_order())
    used = {SAVE}
    for name in reversed(list(TopologicalSorter(sources).static_order())):
        used |= sources[name] if name in used else set()
    assert SAVE in graph
    assert {name for name in graph if name.startswith("image")} <= used


@pytest.mark.parametrize(
    ("request_", "model"),
    [
        (parts.video_request(), QWEN),
        (parts.generate_request(), UPSCALE),
        (parts.generate_request(), "qwen-edit/v0"),
    ],
)
def test_what_has_no_graph_is_refused(request_: ProviderRequest, model: str) -> None:
    with pytest.raises(ProviderInvalidRequest):
        graph_of(request_, model)


def test_job_is_submitted() -> None:
    received = {"prompt_id": _ID, "number": 3, "node_errors": {}}
    assert ADAPTER.parse_submit(parts.reply(200, received), _job()) == Submitted(_ID)


@pytest.mark.parametrize(
    ("status", "received", "expected"),
    [
        (400, {"error": {"type": "x"}, "node_errors": {"unet": {}}}, ProviderInvalidRequest),
        (400, {"error": {"type": "missing_node_type"}}, ProviderInvalidRequest),
        (500, b"", ProviderUnavailable),
        (502, b"<html>", ProviderUnavailable),
        (200, {}, ProviderFailed),
    ],
)
def test_refused_job_is_classified(
    status: int, received: Any, expected: type[ProviderError]
) -> None:
    with pytest.raises(expected) as caught:
        ADAPTER.parse_submit(parts.reply(status, received), _job())
    assert type(caught.value) is expected


def test_poll_and_cancel_name_the_job() -> None:
    polled, cancelled = ADAPTER.build_poll(_job()), ADAPTER.build_cancel(_job())
    assert (polled.method, polled.url) == ("GET", f"{_HOST}/api/jobs/{_ID}")
    assert cancelled is not None
    assert (cancelled.method, cancelled.url) == ("POST", f"{_HOST}/api/jobs/{_ID}/cancel")
    assert ADAPTER.parse_cancel(parts.reply(200), _job()) == "cancelled"
    assert ADAPTER.parse_cancel(parts.reply(404), _job()) == "too_late"


def test_job_without_reply_can_be_cancelled() -> None:
    unknown = parts.replace(_job(), request_id="")
    cancelled = ADAPTER.build_cancel(unknown)
    assert cancelled is not None
    assert cancelled.url == f"{_HOST}/api/jobs/{_ID}/cancel"


@pytest.mark.parametrize("status", ["pending", "in_progress"])
def test_unfinished_job_is_pending(status: str) -> None:
    assert ADAPTER.parse_poll(parts.reply(200, {"status": status}), _job()) == Pending()


def test_only_the_saved_file_counts() -> None:
    saved = {"filename": "sartiq 1.png", "subfolder": "", "type": "output"}
    previews = {"images": [{"filename": "loaded.png", "subfolder": "", "type": "temp"}]}
    received = {"status": "completed", "outputs": {"image1": previews, SAVE: {"images": [saved]}}}
    assert ADAPTER.parse_poll(parts.reply(200, received), _job()) == Completed(
        files=(OutputFile(url=f"{_HOST}/api/view?filename=sartiq+1.png&subfolder=&type=output"),),
        model=QWEN,
    )


@pytest.mark.parametrize(
    ("status", "received", "expected"),
    [
        (
            200,
            {
                "status": "failed",
                "execution_error": {"exception_type": "torch.OutOfMemoryError"},
            },
            ProviderUnavailable,
        ),
        (
            200,
            {
                "status": "failed",
                "execution_error": {"exception_message": "Allocation on device 0"},
            },
            ProviderUnavailable,
        ),
        (200, {"status": "failed", "execution_error": {"exception_type": "X"}}, ProviderFailed),
        (200, {"status": "cancelled"}, ProviderFailed),
        (200, {"status": "completed", "outputs": {}}, ProviderFailed),
        (200, {"status": "odd"}, ProviderFailed),
        (404, {"error": "Job not found"}, ProviderUnavailable),
        (503, b"", ProviderUnavailable),
    ],
)
def test_failed_job_is_classified(
    status: int, received: Any, expected: type[ProviderError]
) -> None:
    with pytest.raises(expected) as caught:
        ADAPTER.parse_poll(parts.reply(status, received), _job())
    assert type(caught.value) is expected


@given(
    parts.wild_replies(
        "prompt_id",
        *("status", "outputs", SAVE, "images", "filename", "execution_error", "node_errors"),
        words=("completed", "failed", "pending"),
    )
)
def test_parsers_raise_provider_errors_only(reply: HttpReply) -> None:
    for parse in (ADAPTER.parse_submit, ADAPTER.parse_poll):
        try:
            parse(reply, _job())
        except ProviderError:
            continue
    assert ADAPTER.parse_cancel(reply, _job()) in ("cancelled", "too_late")
