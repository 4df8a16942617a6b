"""Every provider, asked first: its own protocol, over the network, to a file in the bucket."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image

from shared.providers import registry
from tests.e2e.orders import Customer, Json, Photos, first, node
from tests.e2e.simulated_providers import Providers

# One capability of each, so that all twelve occur.
CAPABILITIES = {
    "anthropic": "caption",
    "bedrock": "cutout",
    "bfl": "background",
    "comfyui": "upscale",
    "fal": "edit",
    "fashn": "try_on",
    "gemini": "analyze",
    "ideogram": "recolor",
    "kling": "video",
    "luma": "edit",
    "magnific": "upscale",
    "openai": "prompt",
    "photoroom": "background",
    "recraft": "inpaint",
    "removebg": "cutout",
    "replicate": "edit",
    "runway": "video",
    "stability": "recolor",
    "veo": "video",
    "vertex_tryon": "try_on",
}
TEXTS = ("analyze", "caption", "prompt")


@pytest.fixture(scope="module")
def customer(cloud: Any, providers: Providers) -> Iterator[Customer]:
    with Customer(cloud, dict.fromkeys(registry.MODULES, providers)) as one:
        yield one


@pytest.fixture(scope="module")
def tasks(customer: Customer, providers: Providers, photos: Photos) -> dict[str, str]:
    """All are started before the first is looked at: the slowest decides how long it takes."""
    providers.reset()  # of what earlier tests have ordered
    return {
        name: customer.submit(
            [node(capability, photos, words=f"by {name}")],
            policy=first(name),
            priority="high-priority",
        )
        for name, capability in CAPABILITIES.items()
    }


def test_no_provider_is_left_out() -> None:
    assert set(CAPABILITIES) == set(registry.MODULES)


@pytest.mark.parametrize("name", CAPABILITIES)
def test_provider_makes_what_is_asked(
    customer: Customer, tasks: dict[str, str], providers: Providers, name: str
) -> None:
    ended = customer.finished(tasks[name])

    (made,) = ended["nodes"]
    assert (made["status"], made["provider"]) == ("succeeded", name), made
    check_output(customer, ended, CAPABILITIES[name])
    (charge,) = customer.charges(tasks[name])
    assert (charge["provider"], charge["cached"]) == (name, False)
    assert charge["amount_microusd"] == ended["cost_microusd"]
    (order,) = providers.orders(name)
    assert (order["state"], order["repeats"]) == ("ready", 0)


def check_output(customer: Customer, task: Json, capability: str) -> None:
    result = customer.result(task["task_id"])
    if capability in TEXTS:
        (text,) = result["texts"]
        assert text["text"]
        return
    if capability == "cutout":
        key, mime = f"compute/generations/{task['task_id']}/nodes/picture.png", "image/png"
    else:
        (output,) = result["outputs"]
        key, mime = output["key"], output["mime"]
    body = customer.read(key)
    if capability == "video":
        assert (body[4:8], mime) == (b"ftyp", "video/mp4")
        return
    with Image.open(io.BytesIO(body)) as image:
        image.load()
        assert image.get_format_mimetype() == mime
        assert capability != "cutout" or "A" in image.getbands()
