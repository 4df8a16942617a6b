"""The vendors that call back, and what each of them can show."""

from shared.providers.adapter import Adapter
from shared.providers.registry import get_adapter
from shared.providers.requests import Capability

NAMES = ("bfl", "fal", "ideogram", "magnific", "replicate")


def capabilities(names: tuple[str, ...] = NAMES) -> list[tuple[str, Capability]]:
    return [(name, model.capability) for name in names for model in get_adapter(name).models]


def first_capability(adapter: Adapter) -> Capability:
    """The one that the tests of faults use; `generate` where there is one."""
    offered = [model.capability for model in adapter.models]
    return "generate" if "generate" in offered else offered[0]
