"""What a task would cost, with and without what is in the cache."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest

from shared.compute.billing.prices import PRICE_VERSION
from shared.compute.cache.cache_items import CacheEntry
from shared.compute.cache.cache_key import cache_key
from shared.compute.contract.costs import Estimate
from shared.compute.contract.tasks import Node
from shared.compute.nodes import NODE_TYPES
from shared.compute.tasks.estimate import EstimateService, expected_cost
from shared.core.errors import Invalid
from tests.scenes.compute_scene import ORG, OTHER_ORG, choices, images, submission

PREPARED = {"key": "compute/x.png", "sha256": "ab" * 32}
CHEAP, DEAR = 35_000, 40_000


class KnownResults:
    """Stands in for the cache; counts how often it is read."""

    def __init__(self, **found: CacheEntry) -> None:
        self.found, self.reads = found, 0

    def find_many(self, organization_id: UUID, keys: Sequence[str]) -> dict[str, CacheEntry]:
        self.reads += 1
        return {key: self.found[key] for key in keys if key in self.found}


def estimate(*nodes: Node, **found: CacheEntry) -> Estimate:
    service = EstimateService(choices, KnownResults(**found))  # type: ignore[arg-type]
    return service.estimate(submission(nodes), ORG)


def key_of(node: Node, inputs: dict[str, Any], provider: str, model: str) -> str:
    return cache_key(NODE_TYPES[node.type], node.params, provider, model, inputs)


def test_range_spans_the_providers() -> None:
    told = estimate(*images(2))
    assert told.min_microusd == 2 * CHEAP
    assert told.expected_microusd == 2 * CHEAP
    assert told.max_microusd == 2 * 2 * DEAR
    assert (told.saved_by_cache_microusd, told.price_version) == (0, PRICE_VERSION)


def test_nodes_name_their_first_choice() -> None:
    by_id = {node.node_id: node for node in estimate(*images(1)).nodes}
    assert (by_id["generate_0"].provider, by_id["generate_0"].model) == ("recraft", "recraftv4_1")
    assert (by_id["prepare"].provider, by_id["prepare"].max_microusd) == ("studio", 0)
    assert (by_id["score_0"].provider, by_id["score_0"].max_microusd) == (None, 0)


def test_cached_nodes_cost_nothing() -> None:
    nodes = images(2)
    prepare, first = nodes[0], nodes[1]
    told = estimate(
        *nodes,
        **{
            key_of(prepare, {}, "studio", "studio-cutout"): CacheEntry(output=PREPARED),
            key_of(first, {"prepare": PREPARED}, "fal", "fal-ai/flux-pro/kontext"): CacheEntry(
                output={"sha256": "cd" * 32}, provider="fal", cost_microusd=DEAR
            ),
        },
    )
    cached = {node.node_id for node in told.nodes if node.cached}
    assert cached == {"prepare", "generate_0"}
    assert (told.expected_microusd, told.saved_by_cache_microusd) == (CHEAP, DEAR)


def test_nothing_below_a_new_node_is_looked_up() -> None:
    first = images(1)[1]
    below = key_of(first, {"prepare": PREPARED}, "recraft", "recraftv4_1")
    assert not any(node.cached for node in estimate(*images(1), **{below: CacheEntry()}).nodes)


def test_node_may_refuse_the_cache() -> None:
    prepare = images(1)[0]
    found = {key_of(prepare, {}, "studio", "studio-cutout"): CacheEntry(output=PREPARED)}
    fresh = prepare.model_copy(update={"cache": False})
    assert estimate(prepare, **found).nodes[0].cached
    assert not estimate(fresh, **found).nodes[0].cached


def test_large_graph_is_read_by_levels() -> None:
    known = KnownResults()
    nodes = tuple(
        Node(id=f"prepare_{i}", type="prepare", params={"source_key": f"media/{i}/f.jpg"})
        for i in range(200)
    )
    told = EstimateService(choices, known).estimate(submission(nodes), ORG)  # type: ignore[arg-type]
    assert (len(told.nodes), known.reads) == (200, 1)


def test_bad_graph_and_foreign_caller_are_refused() -> None:
    with pytest.raises(Invalid) as refused:
        estimate(Node(id="x", type="hologram"))
    assert refused.value.code == "unknown_node_type"
    service = EstimateService(choices, KnownResults())  # type: ignore[arg-type]
    with pytest.raises(Invalid) as foreign:
        service.estimate(submission(), OTHER_ORG)
    assert foreign.value.code == "organization_mismatch"


@pytest.mark.parametrize(
    ("params", "cost"),
    [
        ({"longest_edge": 2000, "shot": {"aspect_ratio": "1:2"}}, 2 * 50_000),
        ({"longest_edge": 2000, "shot": {"aspect_ratio": "2:1"}}, 2 * 50_000),
        ({"factor": 2}, 10 * 50_000),
        ({}, 3 * 50_000),
    ],
)
def test_size_is_read_off_the_parameters(params: dict[str, Any], cost: int) -> None:
    assert expected_cost("fal", "fal-ai/flux-pro/v1/fill", params) == cost
