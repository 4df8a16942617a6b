"""Recraft: OpenAI's library, which Recraft documents as its client, against the simulator."""

import io
from collections.abc import Iterator
from typing import Any

import httpx
import openai
import pytest
from PIL import Image

from tests.simulator.server import SimulatorServer


@pytest.fixture(scope="module")
def simulator() -> Iterator[SimulatorServer]:
    with SimulatorServer() as server:
        yield server


@pytest.fixture
def client(simulator: SimulatorServer) -> openai.OpenAI:
    simulator.state.reset()
    simulator.state.latency_seconds["recraft"] = 0.0
    held = simulator.connections["recraft"]
    return openai.OpenAI(api_key=held["api_key"], base_url=held["base_url"], max_retries=0)


def test_library_generates_a_image(client: openai.OpenAI) -> None:
    made = client.images.generate(prompt="a linen coat", model="recraftv4_1")
    assert made.data
    body = httpx.get(str(made.data[0].url)).content
    assert Image.open(io.BytesIO(body)).format == "PNG"


def test_library_posts_to_a_tool(client: openai.OpenAI) -> None:
    body = {"image_url": "https://media.test/p.png", "response_format": "url"}
    made: Any = client.post("/images/removeBackground", cast_to=object, body=body)
    assert (set(made), made["credits"]) == ({"created", "credits", "image"}, 10)


def test_library_knows_the_errors(client: openai.OpenAI, simulator: SimulatorServer) -> None:
    simulator.state.inject("recraft", "rate")
    with pytest.raises(openai.RateLimitError):
        client.images.generate(prompt="a linen coat", model="recraftv4_1")
    simulator.state.inject("recraft", "auth")
    with pytest.raises(openai.AuthenticationError):
        client.images.generate(prompt="a linen coat", model="recraftv4_1")
    with pytest.raises(openai.BadRequestError):
        client.images.generate(prompt="a linen coat", model="nobody")
