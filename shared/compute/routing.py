"""Which providers to ask for a capability, the first choice first."""

from collections.abc import Mapping

from shared.providers.base import Capability, Provider
from shared.providers.registry import get_provider

CHAINS: Mapping[Capability, tuple[str, ...]] = {
    "cutout": ("studio",),
    "generate": ("studio",),
}


def route(capability: Capability) -> tuple[Provider, ...]:
    """Never empty: every capability that a node type needs has its chain (a test sees to it)."""
    return tuple(get_provider(name) for name in CHAINS[capability])
