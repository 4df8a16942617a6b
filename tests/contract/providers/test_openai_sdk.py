"""OpenAI: the vendor's SDK against the simulator."""

import base64
import io
from collections.abc import Iterator

import openai
import pytest
from PIL import Image

from tests.scenes.adapter_parts import png
from tests.simulator.faults import FaultKind
from tests.simulator.server import SimulatorServer


@pytest.fixture(scope="module")
def simulator() -> Iterator[SimulatorServer]:
    with SimulatorServer() as server:
        yield server


@pytest.fixture
def client(simulator: SimulatorServer) -> openai.OpenAI:
    simulator.state.reset()
    secret = simulator.connections["openai"]
    return openai.OpenAI(api_key=secret["api_key"], base_url=secret["base_url"], max_retries=0)


def opened(b64: str | None) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(b64 or "")))


def test_edit_takes_several_images(client: openai.OpenAI, simulator: SimulatorServer) -> None:
    edited = client.images.edit(
        image=[("a.png", png()), ("b.png", png())],
        mask=("mask.png", png()),
        prompt="A coat",
        model="gpt-image-2.5-sunburst",
        size="1536x1024",
    )
    assert edited.data
    assert opened(edited.data[0].b64_json).size == (384, 256)
    (accepted,) = simulator.state.jobs_of("openai")
    assert sum(name.endswith("image[]") for name in accepted.inputs) == 2
    assert sum(name.endswith("mask") for name in accepted.inputs) == 1


def test_generation_returns_base64(client: openai.OpenAI) -> None:
    drawn = client.images.generate(prompt="A coat", model="gpt-image-2.5-sunburst")
    assert drawn.data
    assert opened(drawn.data[0].b64_json).format == "PNG"


def test_response_has_text(client: openai.OpenAI) -> None:
    received = client.responses.create(
        model="gpt-5.6-luna",
        input=[{"role": "user", "content": [{"type": "input_text", "text": "A caption"}]}],
    )
    assert (received.status, bool(received.output_text)) == ("completed", True)


@pytest.mark.parametrize(
    ("kind", "error", "code"),
    [
        ("rate", openai.RateLimitError, "rate_limit_exceeded"),
        ("no_credit", openai.RateLimitError, "insufficient_quota"),
        ("auth", openai.AuthenticationError, "invalid_api_key"),
        ("bad_input", openai.BadRequestError, "invalid_value"),
        ("refusal", openai.BadRequestError, "moderation_blocked"),
        ("server_error", openai.InternalServerError, None),
    ],
)
def test_fault_is_the_sdk_s_error(
    client: openai.OpenAI,
    simulator: SimulatorServer,
    kind: FaultKind,
    error: type[openai.APIStatusError],
    code: str | None,
) -> None:
    simulator.state.inject("openai", kind)
    with pytest.raises(error) as caught:
        client.images.generate(prompt="A coat", model="gpt-image-2.5-sunburst")
    assert caught.value.code == code


def test_sdk_honors_retry_after(simulator: SimulatorServer) -> None:
    simulator.state.reset()
    simulator.state.inject("openai", "rate_with_hint", seconds=0.01)
    secret = simulator.connections["openai"]
    patient = openai.OpenAI(api_key=secret["api_key"], base_url=secret["base_url"], max_retries=1)
    assert patient.images.generate(prompt="A coat", model="gpt-image-2.5-sunburst").data
