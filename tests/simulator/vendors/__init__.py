"""The vendors' modules by name; a new one adds its name here.

Each has `routes(world, callbacks)`, relative to `/{name}`, and `secrets()`: what its entry in the
providers' secret holds beside `base_url`.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import Protocol, cast

from starlette.routing import BaseRoute

from tests.simulator.callbacks import Callbacks
from tests.simulator.world import World

NAMES: tuple[str, ...] = (
    "anthropic",
    "bedrock",
    "bfl",
    "comfyui",
    "fal",
    "fashn",
    "gemini",
    "ideogram",
    "kling",
    "luma",
    "magnific",
    "openai",
    "photoroom",
    "recraft",
    "removebg",
    "replicate",
    "runway",
    "stability",
    "veo",
    "vertex_tryon",
)


class Vendor(Protocol):
    def routes(self, world: World, callbacks: Callbacks) -> Sequence[BaseRoute]: ...

    def secrets(self) -> dict[str, str]: ...


def vendor(name: str) -> Vendor:
    return cast(Vendor, import_module(f"tests.simulator.vendors.{name}"))


def connections(url: str) -> dict[str, dict[str, str]]:
    """The JSON of the providers' secret for a simulator at `url`."""
    return {name: {**vendor(name).secrets(), "base_url": f"{url}/{name}"} for name in NAMES}
