"""How near a graph of provider nodes comes to its critical path: Sartiq, and Celery beside it.

`python -m tests.bench.dag [--sizes 12,20,50] [--graphs 3] [--provider replicate] [--no-celery]`

The same random graphs on both. Sartiq's nodes are orders at the provider simulator, with
callbacks, pictures and all; Celery's are tasks that sleep as long. The critical path is the sum
of the providers' times alone, so whatever a system adds is above it.
"""

import argparse
from collections.abc import Iterable, Sequence
from datetime import datetime
from statistics import median
from typing import Any, NamedTuple

from tests.bench.celery_peer import celery_peer
from tests.bench.cloud import BenchCloud, bench_cloud, say
from tests.bench.compute import Compute, organization, succeeded
from tests.bench.graphs import Graph, fan, random_graph
from tests.bench.invocations import wait_for_quiet
from tests.bench.losses import Loss, losses_of
from tests.bench.providers import Providers, providers
from tests.bench.table import Cell, conclude, show

_WARM_NODES, _WARM_SECONDS = 16, 2.0


class Run(NamedTuple):
    graph: Graph
    seconds: float
    losses: Sequence[Loss]


def main() -> None:
    chosen = _arguments()
    sizes = [int(size) for size in chosen.sizes.split(",")]
    graphs = [random_graph(size, seed) for size in sizes for seed in range(1, chosen.graphs + 1)]
    peer: list[float] = []
    if chosen.celery:
        peer = _celery(graphs)
    with bench_cloud() as cloud, providers() as simulator:
        runs = _sartiq(cloud, simulator, graphs, chosen.provider)
    _report(runs, peer, max(sizes), chosen.provider)


def _arguments() -> Any:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.dag")
    parser.add_argument("--sizes", default="12,20,50", help="numbers of nodes")
    parser.add_argument("--graphs", type=int, default=3, help="random graphs of each size")
    parser.add_argument("--provider", default="replicate", help="for cut-outs and pictures alike")
    parser.add_argument("--no-celery", dest="celery", action="store_false")
    return parser.parse_args()


def _celery(graphs: Sequence[Graph]) -> list[float]:
    with celery_peer() as peer:
        say("Celery: warm-up, then its graphs ...")
        peer.seconds([fan(_WARM_NODES, 0.2)])
        return peer.seconds(graphs)


def _sartiq(
    cloud: BenchCloud, simulator: Providers, graphs: Sequence[Graph], provider: str
) -> list[Run]:
    with organization(cloud, simulator.connections()) as compute:
        say("Sartiq: warm-up ...")
        for _ in range(2):
            _run(compute, simulator, fan(_WARM_NODES, _WARM_SECONDS), provider)
        runs = []
        for graph in graphs:
            wait_for_quiet(cloud, 120)
            say(f"Sartiq: {len(graph)} nodes, {graph.critical_path():.1f} s at least ...")
            runs.append(_run(compute, simulator, graph, provider))
        return runs


def _run(compute: Compute, simulator: Providers, graph: Graph, provider: str) -> Run:
    simulator.reset()
    task_id = compute.submit(graph, [provider])
    task = succeeded(compute.wait(task_id, 600, least=graph.critical_path()))
    timings = task["timings"]
    ended = datetime.fromisoformat(timings["completed_at"])
    seconds = (ended - datetime.fromisoformat(timings["queued_at"])).total_seconds()
    return Run(graph, seconds, losses_of(graph, task, simulator.orders()))


def _report(runs: Sequence[Run], peer: Sequence[float], largest: int, provider: str) -> None:
    columns = ["nodes", "levels", "critical path s", "Sartiq s", "/ critical path"]
    columns += ["Celery s", "/ critical path"] if peer else []
    rows = [_row(run, peer[place : place + 1]) for place, run in enumerate(runs)]
    show(f"Graphs of provider nodes, answered by callbacks ({provider})", columns, rows)
    losses = [loss for run in runs for loss in run.losses]
    parts = [(name, [loss[place] for loss in losses]) for place, name in enumerate(Loss._fields)]
    show(
        "What a node costs beside its provider's time, s",
        ["", "median", "90 %", "most"],
        [(name, median(v), sorted(v)[int(len(v) * 0.9)], max(v)) for name, v in parts],
    )
    large = [(place, run) for place, run in enumerate(runs) if len(run.graph) == largest]
    told: dict[str, Any] = {"bench": "dag", "nodes": largest, "graphs": len(large)}
    told["ratio_to_critical_path"] = _median(
        run.seconds / run.graph.critical_path() for _, run in large
    )
    if peer:
        told["ratio_to_celery"] = _median(run.seconds / peer[place] for place, run in large)
    conclude(**told)


def _row(run: Run, peer: Sequence[float]) -> list[Cell]:
    graph, least = run.graph, run.graph.critical_path()
    row: list[Cell] = [len(graph), len(graph.levels()), least, run.seconds, run.seconds / least]
    return row + [cell for seconds in peer for cell in (seconds, seconds / least)]


def _median(values: Iterable[float]) -> float:
    return round(median(values), 3)


if __name__ == "__main__":
    main()
