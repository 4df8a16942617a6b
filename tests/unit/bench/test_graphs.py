import pytest

from shared.compute.contract.tasks import Node
from shared.compute.tasks.graph import plan
from shared.compute.tasks.validation import check_nodes
from tests.bench.graphs import Graph, fan, nodes_of, random_graph
from tests.simulator.state import marked_seconds


def diamond() -> Graph:
    """The long way is a, c, d; waves wait for b as well."""
    seconds = {"a": 1.0, "b": 5.0, "c": 4.0, "d": 3.0, "e": 1.0}
    needs = {"a": (), "b": (), "c": ("a",), "d": ("c",), "e": ("b",)}
    return Graph(seconds, needs)


def test_critical_path_is_the_longest_way() -> None:
    assert diamond().critical_path() == 8.0


def test_waves_wait_for_the_slowest_of_each_level() -> None:
    assert diamond().levels() == [["a", "b"], ["c", "e"], ["d"]]
    assert diamond().waves() == 12.0


@pytest.mark.parametrize("graph", [fan(16, 2.0), *(random_graph(n, n) for n in (12, 20, 50))])
def test_compute_takes_the_graphs(graph: Graph) -> None:
    nodes = tuple(Node.model_validate(node) for node in nodes_of(graph))

    check_nodes(nodes)
    assert len(plan(nodes).nodes) == len(graph)
    assert graph.critical_path() <= graph.waves()


def test_simulator_reads_the_time_of_each_node() -> None:
    graph = random_graph(20, 1)

    told = {node["id"]: marked_seconds(node["params"]) for node in nodes_of(graph)}

    assert told == graph.seconds


def test_same_seed_gives_the_same_graph() -> None:
    assert random_graph(50, 3) == random_graph(50, 3)
    assert random_graph(50, 3) != random_graph(50, 4)
