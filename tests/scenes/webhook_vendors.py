"""The vendors with callbacks, and their capabilities."""

from shared.providers.adapter import Adapter
from shared.providers.registry import get_adapter
from shared.providers.requests import Capability

NAMES = ("bfl", "fal", "ideogram", "magnific", "replicate")


def capabilities(names: tuple[str, ...] = NAMES) -> list[tuple[str, Capability]]:
    return [(name, model.capability) for name in names for model in get_adapter(name).models]


def first_capability(adapter: Adapter) -> Capability:
    """The capability for the tests of faults: `generate` if the adapter has it."""
    offered = [model.capability for model in adapter.models]
    return "generate" if "generate" in offered else offered[0]
