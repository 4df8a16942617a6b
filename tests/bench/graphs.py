"""Random graphs of provider nodes, with the time that each node takes at its provider. Pure."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SHORTEST_SECONDS, LONGEST_SECONDS = 2.0, 9.0
# One node in so many is a cut-out, which needs nothing; each of the others needs one of them.
_PICTURES_PER_CUTOUT = 8
_MOST_NEEDS = 3
_CUTOUT_SECONDS = 0.5


@dataclass(frozen=True)
class Graph:
    """`seconds` and `needs` by node id, in topological order."""

    seconds: Mapping[str, float]
    needs: Mapping[str, tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.seconds)

    def levels(self) -> list[list[str]]:
        """The nodes by their distance from the beginning."""
        level: dict[str, int] = {}
        for node, needs in self.needs.items():
            level[node] = 1 + max((level[need] for need in needs), default=-1)
        depth = 1 + max(level.values())
        return [[node for node, at in level.items() if at == row] for row in range(depth)]

    def critical_path(self) -> float:
        """Seconds that no scheduler can go below, however many places there are."""
        return max(ends(self, 0.0).values())

    def waves(self) -> float:
        """Seconds with a barrier after each level, and nothing lost besides."""
        return sum(max(self.seconds[node] for node in level) for level in self.levels())

    def sinks(self) -> set[str]:
        return set(self.needs) - {need for needs in self.needs.values() for need in needs}


def ends(graph: Graph, loss: float) -> dict[str, float]:
    """When each node ends if nothing makes it wait, and each costs `loss` seconds more."""
    done: dict[str, float] = {}
    for node, needs in graph.needs.items():
        begin = max((done[need] for need in needs), default=0.0)
        done[node] = begin + graph.seconds[node] + loss
    return done


def random_graph(size: int, seed: int) -> Graph:
    """The same graph for the same arguments, on every machine.

    Each picture builds on up to three earlier ones, any of them: the usual random DAG.
    """
    chance = random.Random(f"{size}/{seed}")
    names = [f"n{place:03d}" for place in range(size)]
    cutouts = names[: max(1, size // _PICTURES_PER_CUTOUT)]
    needs: dict[str, tuple[str, ...]] = dict.fromkeys(cutouts, ())
    for place, name in enumerate(names[len(cutouts) :], len(cutouts)):
        earlier = names[len(cutouts) : place]
        chosen = chance.sample(earlier, min(len(earlier), chance.randint(0, _MOST_NEEDS)))
        needs[name] = (chance.choice(cutouts), *sorted(chosen))
    seconds = {name: round(chance.uniform(SHORTEST_SECONDS, LONGEST_SECONDS), 2) for name in names}
    return Graph(seconds, needs)


def fan(pictures: int, seconds: float) -> Graph:
    """One cut-out, soon done, and then all pictures at once."""
    cutout, *others = (f"n{place:03d}" for place in range(pictures + 1))
    needs = {cutout: (), **dict.fromkeys(others, (cutout,))}
    return Graph({cutout: _CUTOUT_SECONDS, **dict.fromkeys(others, seconds)}, needs)


def nodes_of(graph: Graph) -> Sequence[dict[str, Any]]:
    """As Compute takes them. The simulator reads from `{id}-takes-4.2-s` how long it is to take.

    Cut-outs are `prepare` nodes, all others `generate`: the needs beside its one cut-out count
    for the order only. Nothing comes from the cache.
    """
    sinks = graph.sinks()
    return [_node(graph, place, name, name in sinks) for place, name in enumerate(graph.needs)]


def marker(graph: Graph, name: str) -> str:
    return f"{name}-takes-{graph.seconds[name]}-s"


def photo_key(graph: Graph, name: str) -> str:
    """Where the photograph of a cut-out is expected in the bucket."""
    return f"media/bench/{marker(graph, name)}.png"


def _node(graph: Graph, place: int, name: str, is_result: bool) -> dict[str, Any]:
    if not graph.needs[name]:
        params: dict[str, Any] = {"source_key": photo_key(graph, name)}
        return {"id": name, "type": "prepare", "params": params, "cache": False}
    params = {"prompt": marker(graph, name), "seed": place, "shot": {"category": "packshot"}}
    if is_result:
        params["index"] = place
    needs = list(graph.needs[name])
    return {"id": name, "type": "generate", "params": params, "needs": needs, "cache": False}
