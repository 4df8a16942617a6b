"""Every adapter by name, alphabetically. Each is imported when it is first asked for."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module

from shared.providers.adapter import Adapter

# name -> module; the module has the adapter as `ADAPTER`.
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
    """KeyError for a name that is not registered."""
    adapter: Adapter = import_module(MODULES[name]).ADAPTER
    return adapter
