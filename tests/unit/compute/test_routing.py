"""Every capability that a node type needs has a provider, and every provider can do its part."""

import pytest

from shared.compute.nodes import NODE_TYPES
from shared.compute.nodes.base import ProviderNode
from shared.compute.routing import CHAINS, route
from shared.providers.base import Capability
from shared.providers.registry import FACTORIES, get_provider


@pytest.mark.parametrize("capability", CHAINS)
def test_chain_offers_its_capability(capability: Capability) -> None:
    assert route(capability)
    assert all(capability in provider.capabilities for provider in route(capability))


def test_no_node_type_is_unserved() -> None:
    needed = {t.capability for t in NODE_TYPES.values() if isinstance(t, ProviderNode)}
    assert needed <= set(CHAINS)


def test_registry_is_alphabetical_and_named() -> None:
    assert list(FACTORIES) == sorted(FACTORIES)
    assert all(get_provider(name).name == name for name in FACTORIES)
