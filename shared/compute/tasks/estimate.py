"""What a task would cost: every node by the providers that may be asked, less what is cached."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol
from uuid import UUID

from shared.compute.billing.prices import PRICE_VERSION, cost_of
from shared.compute.cache.cache_items import CacheEntry
from shared.compute.cache.cache_key import cache_key
from shared.compute.cache.node_cache import NodeCache
from shared.compute.contract.costs import Estimate, NodeEstimate
from shared.compute.contract.tasks import Node, ProviderPolicy, TaskSubmission
from shared.compute.nodes import NODE_TYPES
from shared.compute.nodes.base import LocalNode
from shared.compute.tasks import graph
from shared.compute.tasks.submission import check_organization
from shared.compute.tasks.validation import check_nodes
from shared.providers.adapter import ModelSpec
from shared.providers.formats.aspect_ratios import ratio_of
from shared.providers.requests import Capability

# `max` pays for a first try that came to nothing.
_TRIES = 2
# How long an edge is where a node's parameters do not say: an image that came from elsewhere.
_USUAL_EDGE = 1536


class Choice(Protocol):
    """A provider that may be asked, with the model that would do it."""

    @property
    def name(self) -> str: ...
    @property
    def model(self) -> ModelSpec: ...


Choices = Callable[[Capability, UUID, ProviderPolicy], Sequence[Choice]]


class EstimateService:
    """`choices` gives the providers for a capability, the first choice first."""

    def __init__(self, choices: Choices, cache: NodeCache) -> None:
        self._choices = choices
        self._cache = cache

    def estimate(self, submission: TaskSubmission, organization_id: UUID) -> Estimate:
        """Raises Invalid as for a submission; nothing is queued or set aside."""
        check_organization(submission, organization_id)
        check_nodes(submission.tasks)
        return self.of_checked(submission)

    def of_checked(self, submission: TaskSubmission) -> Estimate:
        nodes = graph.plan(submission.tasks).nodes
        choices = self._all_choices(submission)
        found = self._cached(nodes, choices, submission.organization_id)
        estimates = tuple(
            _of_cached(node, found[node.id])
            if node.id in found
            else _of_run(node, choices[node.type])
            for node in nodes
        )
        return Estimate(
            min_microusd=sum(node.min_microusd for node in estimates),
            expected_microusd=sum(node.expected_microusd for node in estimates),
            max_microusd=sum(node.max_microusd for node in estimates),
            saved_by_cache_microusd=sum(node.saved_microusd for node in estimates),
            price_version=PRICE_VERSION,
            nodes=estimates,
        )

    def _all_choices(self, submission: TaskSubmission) -> dict[str, Sequence[Choice]]:
        """By node type; each is asked for once, however many nodes there are."""
        found: dict[str, Sequence[Choice]] = {}
        for name in dict.fromkeys(node.type for node in submission.tasks):
            node_type = NODE_TYPES[name]
            found[name] = (
                ()
                if isinstance(node_type, LocalNode)
                else self._choices(
                    node_type.capability, submission.organization_id, submission.policy
                )
            )
        return found

    def _cached(
        self,
        nodes: Sequence[Node],
        choices: Mapping[str, Sequence[Choice]],
        organization_id: UUID,
    ) -> dict[str, CacheEntry]:
        """The nodes that have been carried out before, each below cached ones only.

        One read of the database per level of the graph.
        """
        found: dict[str, CacheEntry] = {}
        left = [node for node in nodes if node.cache]
        while True:
            ready = [node for node in left if all(need in found for need in node.needs)]
            if not ready:
                return found
            left = [node for node in left if node not in ready]
            types = {node.id: node.type for node in nodes}
            keys = {node.id: _keys(node, choices[node.type], types, found) for node in ready}
            every = [key for of_node in keys.values() for key in of_node]
            hits = self._cache.find_many(organization_id, every)
            for node_id, of_node in keys.items():
                hit = next((hits[key] for key in of_node if key in hits), None)
                if hit:
                    found[node_id] = hit


def _keys(
    node: Node,
    choices: Sequence[Choice],
    types: Mapping[str, str],
    found: Mapping[str, CacheEntry],
) -> list[str]:
    node_type = NODE_TYPES[node.type]
    inputs = {types[need]: found[need].output for need in node.needs}
    if isinstance(node_type, LocalNode):
        return [cache_key(node_type, node.params, "", "", inputs)]
    return [
        cache_key(node_type, node.params, choice.name, choice.model.id, inputs)
        for choice in choices
    ]


def _of_cached(node: Node, entry: CacheEntry) -> NodeEstimate:
    return NodeEstimate(
        node_id=node.id,
        type=node.type,
        provider=entry.provider or None,
        model=entry.model or None,
        min_microusd=0,
        expected_microusd=0,
        max_microusd=0,
        cached=True,
        saved_microusd=entry.cost_microusd,
    )


def _of_run(node: Node, choices: Sequence[Choice]) -> NodeEstimate:
    """Nothing for what runs here, and nothing where there is nobody to ask: that will fail."""
    params = NODE_TYPES[node.type].params.model_validate(node.params).model_dump()
    costs = [expected_cost(choice.name, choice.model.id, params) for choice in choices] or [0]
    first = choices[0] if choices else None
    return NodeEstimate(
        node_id=node.id,
        type=node.type,
        provider=first.name if first else None,
        model=first.model.id if first else None,
        min_microusd=min(costs),
        expected_microusd=costs[0],
        max_microusd=max(costs) * _TRIES,
    )


def expected_cost(provider: str, model: str, params: Mapping[str, Any]) -> int:
    """By what a node's parameters say of the size and length of its result."""
    width, height = _expected_size(params)
    cost, _ = cost_of(provider, model, None, width, height, params.get("seconds"))
    return cost


def _expected_size(params: Mapping[str, Any]) -> tuple[int, int]:
    edge = params.get("longest_edge") or _USUAL_EDGE * params.get("factor", 1)
    shot = params.get("shot") or {}
    ratio = ratio_of(shot.get("aspect_ratio") or params.get("aspect_ratio") or "1:1")
    return (edge, round(edge / ratio)) if ratio >= 1 else (round(edge * ratio), edge)
