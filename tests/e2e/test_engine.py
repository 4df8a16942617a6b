"""Graphs on the laptop cloud: what is done twice costs once, and nothing that begins is lost."""

import sys
import time
import uuid
from collections.abc import Callable

import pytest

from tests.e2e.conftest import RunningCloud
from tests.e2e.orders import Customer, Json, Photos, first, generated, node
from tests.e2e.simulated_providers import Providers
from tests.e2e.workers import end_workers

Customers = Callable[..., Customer]

# The first can do no cut-outs, the second no enlargements; and all answer at once.
QUICK = first("gemini", "photoroom", "recraft")
MANY_NODES = 60


@pytest.fixture
def words() -> str:
    """Found again in the inputs of the orders that a test gives rise to."""
    return f"a coat in the park {uuid.uuid4().hex}"


@pytest.fixture
def customer(customers: Customers, providers: Providers) -> Customer:
    names = ("photoroom", "gemini", "recraft", "replicate")
    return customers(**dict.fromkeys(names, providers))


def by_id(task: Json) -> dict[str, Json]:
    return {one["id"]: one for one in task["nodes"]}


def cached(task: Json) -> dict[str, bool]:
    assert task["status"] == "succeeded", task
    return {one["id"]: one["cached"] for one in task["nodes"]}


def edits(photos: Photos, words: str, count: int) -> list[Json]:
    """Pictures that need no other node."""
    made = [node("edit", photos, id=f"picture-{i}", words=words, seed=i) for i in range(count)]
    return [{**one, "params": {**one["params"], "index": i}} for i, one in enumerate(made)]


def enlarged(photos: Photos, words: str, factor: int) -> list[Json]:
    cut, picture = generated(photos, words=words)
    way = {**picture, "params": {**picture["params"], "index": None}}
    large = {"factor": factor, "seed": 3, "index": 0}
    return [cut, way, {"id": "large", "type": "upscale", "params": large, "needs": [way["id"]]}]


def test_same_graph_under_other_ids_is_cached(
    customer: Customer, photos: Photos, providers: Providers, words: str
) -> None:
    graph = generated(photos, words=words, count=2)
    once = customer.finished(customer.submit(graph, policy=QUICK))
    ordered = len(providers.orders())
    other = generated(photos, words=words, count=2, mark="-again")
    again = customer.finished(customer.submit(other, policy=QUICK))

    assert set(cached(once).values()) == {False}
    assert set(cached(again).values()) == {True}
    assert len(providers.orders()) == ordered
    assert again["cost_microusd"] == 0
    lines = customer.charges(again["task_id"])
    assert sorted(line["node_id"] for line in lines) == sorted(by_id(again))
    assert sum(line["saved_microusd"] for line in lines) == once["cost_microusd"] > 0
    files = [customer.result(task["task_id"])["outputs"] for task in (once, again)]
    assert [made["sha256"] for made in files[0]] == [made["sha256"] for made in files[1]]
    assert not {made["key"] for made in files[0]} & {made["key"] for made in files[1]}


def test_equal_graphs_at_once_pay_each_node_once(
    customer: Customer, photos: Photos, providers: Providers, words: str
) -> None:
    providers.plant({"provider": "gemini", "kind": "latency", "seconds": 2.0, "match": words})
    before = len(providers.orders("photoroom"))
    graphs = [generated(photos, words=words, mark=mark) for mark in ("-left", "-right")]
    tasks = [customer.submit(graph, policy=QUICK) for graph in graphs]
    left, right = (sorted(cached(customer.finished(task)).items()) for task in tasks)

    for (name, one), (_, other) in zip(left, right, strict=True):
        assert one is not other, name
    assert len(providers.orders("gemini", words)) == 1
    assert len(providers.orders("photoroom")) == before + 1


def test_late_change_runs_only_what_follows(
    customer: Customer, photos: Photos, providers: Providers, words: str
) -> None:
    first_task = customer.submit(enlarged(photos, words, factor=2), policy=QUICK)
    assert set(cached(customer.finished(first_task)).values()) == {False}
    second = customer.submit(enlarged(photos, words, factor=4), policy=QUICK)

    changed = cached(customer.finished(second))
    assert changed == {"cut": True, "picture-0": True, "large": False}
    assert len(providers.orders("gemini", words)) == 1


def test_cancel_of_one_leaves_four(
    customer: Customer, photos: Photos, providers: Providers, words: str
) -> None:
    slow = {"provider": "replicate", "kind": "latency", "seconds": 5.0, "times": 5}
    providers.plant({**slow, "match": words})
    task = customer.submit(edits(photos, words, 5), policy=first("replicate"))
    wait_for_orders(providers, words, lambda orders: len(orders) == 5)
    customer.cancel(task, "picture-2")
    ended = customer.finished(task)

    assert ended["status"] == "partial"
    told = {name: one["status"] for name, one in by_id(ended).items()}
    assert told.pop("picture-2") == "cancelled"
    assert set(told.values()) == {"succeeded"}
    assert len(customer.charges(task)) == 4
    states = [order["state"] for order in providers.orders("replicate", words)]
    assert sorted(states) == ["cancelled", *["ready"] * 4]


def test_cancel_reaches_the_provider(
    customer: Customer, photos: Photos, providers: Providers, words: str
) -> None:
    providers.plant({"provider": "replicate", "kind": "stuck", "match": words})
    task = customer.submit([node("edit", photos, words=words)], policy=first("replicate"))
    customer.wait(task, lambda seen: seen["nodes"][0]["status"] == "waiting_provider")
    customer.cancel(task)
    ended = customer.finished(task)

    assert ended["status"] == "cancelled"
    (order,) = providers.orders("replicate", words)
    assert order["cancelled"]
    assert customer.charges(task) == []


def test_large_graph_ends(
    customer: Customer, photos: Photos, providers: Providers, words: str
) -> None:
    graph = edits(photos, words, MANY_NODES)
    task = customer.submit(graph, policy=first("replicate"))
    ended = customer.finished(task, seconds=240)

    assert set(cached(ended).values()) == {False}
    assert len(providers.orders("replicate", words)) == MANY_NODES
    assert len(customer.charges(task)) == MANY_NODES


@pytest.mark.skipif(sys.platform != "linux", reason="finds the workers in /proc")
def test_killed_workers_lose_and_double_nothing(
    cloud: RunningCloud, customer: Customer, photos: Photos, providers: Providers, words: str
) -> None:
    slow = {"provider": "replicate", "kind": "latency", "seconds": 6.0, "times": 20}
    providers.plant({**slow, "match": words})
    tasks = [
        customer.submit([node("edit", photos, words=words, seed=i)], policy=first("replicate"))
        for i in range(20)
    ]
    # While orders are being handed in, and while the first ones are being looked after.
    wait_for_orders(providers, words, lambda orders: len(orders) >= 8)
    assert end_workers(cloud.local) > 0
    wait_for_orders(providers, words, lambda orders: any(order["polls"] for order in orders))
    assert end_workers(cloud.local) > 0
    ended = [customer.finished(task, seconds=400) for task in tasks]

    assert [task["status"] for task in ended] == ["succeeded"] * 20
    assert [len(customer.charges(task)) for task in tasks] == [1] * 20
    assert [len(customer.result(task)["outputs"]) for task in tasks] == [1] * 20


def wait_for_orders(
    providers: Providers, words: str, condition: Callable[[list[Json]], bool]
) -> None:
    deadline = time.monotonic() + 120
    while not condition(seen := providers.orders("replicate", words)):
        assert time.monotonic() < deadline, f"there are only {len(seen)} orders"
        time.sleep(0.1)
