"""The modules of the simulated vendors, by name.

Each has `routes(state, callbacks)`, relative to `/{name}`, and `secrets()`, its entry in the secret
of providers without `base_url`.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import Protocol, cast

from starlette.routing import BaseRoute

from tests.simulator.callbacks import Callbacks
from tests.simulator.state import SimulatorState

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


class VendorModule(Protocol):
    def routes(self, state: SimulatorState, callbacks: Callbacks) -> Sequence[BaseRoute]: ...

    def secrets(self) -> dict[str, str]: ...


def vendor_module(name: str) -> VendorModule:
    return cast(VendorModule, import_module(f"tests.simulator.vendors.{name}"))


def connections(url: str) -> dict[str, dict[str, str]]:
    """The JSON of the providers' secret for a simulator at `url`."""
    return {name: {**vendor_module(name).secrets(), "base_url": f"{url}/{name}"} for name in NAMES}
