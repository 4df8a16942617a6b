"""All adapters by name. Each module is imported when its adapter is first requested."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module

from shared.providers.adapter import Adapter

# Name -> module, which exports its adapter as `ADAPTER`.
MODULES: Mapping[str, str] = {
    name: f"shared.providers.vendors.{name}"
    for name in (
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
}


@cache
def get_adapter(name: str) -> Adapter:
    """Raises KeyError if the name is not registered."""
    adapter: Adapter = import_module(MODULES[name]).ADAPTER
    return adapter
