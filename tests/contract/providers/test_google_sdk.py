"""Google: google-genai against the three simulated models."""

import io
import time
from collections.abc import Iterator

import pytest
from google import genai
from google.genai import errors, types
from google.oauth2.credentials import Credentials
from PIL import Image

from tests.scenes.adapter_parts import png
from tests.simulator.faults import FaultKind
from tests.simulator.server import SimulatorServer


@pytest.fixture(scope="module")
def simulator() -> Iterator[SimulatorServer]:
    with SimulatorServer() as server:
        yield server


def connect(simulator: SimulatorServer, name: str) -> genai.Client:
    simulator.state.reset()
    secret = simulator.connections[name]
    return genai.Client(
        vertexai=True,
        project=secret["project"],
        location=secret["location"],
        credentials=Credentials(token=secret["access_token"]),  # type: ignore[no-untyped-call]
        http_options=types.HttpOptions(base_url=secret["base_url"], api_version="v1"),
    )


def sdk_image() -> types.Image:
    return types.Image(image_bytes=png(), mime_type="image/png")


def test_gemini_draws(simulator: SimulatorServer) -> None:
    client = connect(simulator, "gemini")
    result = client.models.generate_content(
        model="gemini-3-pro-image",
        contents=[types.Part.from_bytes(data=png(), mime_type="image/png"), "A coat"],
        config=types.GenerateContentConfig(
            response_modalities=["IMAGE"],
            image_config=types.ImageConfig(aspect_ratio="3:4", image_size="2K"),
        ),
    )
    assert result.parts
    blob = result.parts[-1].inline_data
    assert blob
    assert Image.open(io.BytesIO(blob.data or b"")).format == "PNG"
    (accepted,) = simulator.state.jobs_of("gemini")
    shape = {"aspectRatio": "3:4", "imageSize": "2K"}
    assert accepted.inputs["generationConfig"]["imageConfig"] == shape


def test_gemini_writes(simulator: SimulatorServer) -> None:
    client = connect(simulator, "gemini")
    result = client.models.generate_content(model="gemini-3.8-flash", contents="A caption")
    assert result.text


def test_gemini_refuses(simulator: SimulatorServer) -> None:
    client = connect(simulator, "gemini")
    simulator.state.inject("gemini", "refusal")
    result = client.models.generate_content(model="gemini-3.8-flash", contents="A caption")
    assert result.prompt_feedback
    assert result.prompt_feedback.block_reason == types.BlockedReason.PROHIBITED_CONTENT


@pytest.mark.parametrize(
    ("kind", "code", "status"),
    [
        ("rate", 429, "RESOURCE_EXHAUSTED"),
        ("auth", 401, "UNAUTHENTICATED"),
        ("no_credit", 403, "PERMISSION_DENIED"),
        ("bad_input", 400, "INVALID_ARGUMENT"),
        ("server_error", 503, "UNAVAILABLE"),
    ],
)
def test_fault_is_the_sdk_s_error(
    simulator: SimulatorServer, kind: FaultKind, code: int, status: str
) -> None:
    client = connect(simulator, "gemini")
    simulator.state.inject("gemini", kind)
    with pytest.raises(errors.APIError) as caught:
        client.models.generate_content(model="gemini-3.8-flash", contents="A caption")
    assert (caught.value.code, caught.value.status) == (code, status)


def test_try_on_dresses(simulator: SimulatorServer) -> None:
    client = connect(simulator, "vertex_tryon")
    result = client.models.recontext_image(
        model="virtual-try-on-001",
        source=types.RecontextImageSource(
            person_image=sdk_image(),
            product_images=[types.ProductImage(product_image=sdk_image())],
        ),
        config=types.RecontextImageConfig(number_of_images=1, seed=7, add_watermark=False),
    )
    assert result.generated_images
    image = result.generated_images[0].image
    assert image
    assert Image.open(io.BytesIO(image.image_bytes or b"")).format == "PNG"


def test_try_on_filters(simulator: SimulatorServer) -> None:
    client = connect(simulator, "vertex_tryon")
    simulator.state.inject("vertex_tryon", "refusal")
    result = client.models.recontext_image(
        model="virtual-try-on-001",
        source=types.RecontextImageSource(
            person_image=sdk_image(),
            product_images=[types.ProductImage(product_image=sdk_image())],
        ),
    )
    assert result.generated_images
    assert result.generated_images[0].rai_filtered_reason


def submit_video(client: genai.Client) -> types.GenerateVideosOperation:
    """Polls until the operation is done."""
    operation = client.models.generate_videos(
        model="veo-3.1-generate-001",
        source=types.GenerateVideosSource(prompt="She turns around", image=sdk_image()),
        config=types.GenerateVideosConfig(duration_seconds=4, aspect_ratio="9:16"),
    )
    for _ in range(200):
        operation = client.operations.get(operation)
        if operation.done:
            return operation
        time.sleep(0.02)
    raise AssertionError("the film was never done")


def test_veo_videos(simulator: SimulatorServer) -> None:
    client = connect(simulator, "veo")
    response = submit_video(client).response
    assert response
    assert response.generated_videos
    video = response.generated_videos[0].video
    assert video
    assert (video.video_bytes or b"")[4:8] == b"ftyp"


def test_veo_filters(simulator: SimulatorServer) -> None:
    client = connect(simulator, "veo")
    simulator.state.inject("veo", "refusal")
    response = submit_video(client).response
    assert response
    assert response.rai_media_filtered_count == 1


def test_veo_fails(simulator: SimulatorServer) -> None:
    client = connect(simulator, "veo")
    simulator.state.inject("veo", "job_failed")
    assert (submit_video(client).error or {})["code"] == 13
