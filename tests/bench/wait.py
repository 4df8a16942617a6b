"""What waiting for a provider costs: paid Lambda milliseconds per second of a provider's time.

`python -m tests.bench.wait [--seconds 20,60] [--nodes 3] [--webhook replicate] [--polled runway]`

Taken from the functions' own reports ("Billed Duration"). Paid while waiting is what would not
have been paid had the provider answered at once: the checks that found it at work, the callback,
and the timers that ring after the end. The rest is paid once per node, however long it takes:
submitting, dispatching, collecting the picture, completing.
"""

import argparse
import time
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from tests.bench.cloud import BenchCloud, bench_cloud, say
from tests.bench.compute import Compute, organization, succeeded
from tests.bench.graphs import fan
from tests.bench.invocations import Invocation, invocations_since, wait_for_quiet
from tests.bench.providers import Providers, providers
from tests.bench.table import conclude, show

_WARM_SECONDS = 2.0
_CHECK, _CALLBACK = "compute-check-job", "callbacks-receive-webhook"
_API = "compute-api-app"


class Paid(NamedTuple):
    """One measurement; `waited` are the seconds that the providers took, over all nodes."""

    provider: str
    seconds: float
    waited: float
    waiting_ms: int
    other_ms: int
    by_function: dict[str, list[int]]


def main() -> None:
    chosen = _arguments()
    lengths = [float(length) for length in chosen.seconds.split(",")]
    with bench_cloud() as cloud, providers() as simulator:
        paid = []
        for provider in (chosen.webhook, chosen.polled):
            with organization(cloud, simulator.connections()) as compute:
                say(f"{provider}: warm-up ...")
                _measure(cloud, compute, simulator, provider, _WARM_SECONDS, chosen.nodes)
                for length in lengths:
                    say(f"{provider}: {length:g} s for each of {chosen.nodes} nodes ...")
                    paid.append(_measure(cloud, compute, simulator, provider, length, chosen.nodes))
    _report(paid, chosen.webhook)


def _arguments() -> Any:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.wait")
    parser.add_argument("--seconds", default="20,60", help="what the providers take")
    parser.add_argument("--nodes", type=int, default=3, help="pictures at a time")
    parser.add_argument("--webhook", default="replicate", help="a provider that calls back")
    parser.add_argument("--polled", default="runway", help="a provider that is asked")
    return parser.parse_args()


def _measure(
    cloud: BenchCloud,
    compute: Compute,
    simulator: Providers,
    provider: str,
    seconds: float,
    nodes: int,
) -> Paid:
    """A cut-out, soon done (by the studio where the provider makes none), and `nodes` pictures."""
    simulator.reset()
    graph = fan(nodes, seconds)
    began = time.time()
    task_id = compute.submit(graph, [provider, "studio"])
    task = succeeded(compute.wait(task_id, 300 + seconds, least=seconds))
    wait_for_quiet(cloud, 4 * seconds + 120)
    orders = [order for order in simulator.orders() if order["provider"] == provider]
    if len(orders) < nodes:
        raise SystemExit(f"{provider} was not asked: {task['nodes']}")
    return _paid(provider, seconds, orders, _without_questions(invocations_since(cloud, began)))


def _without_questions(invocations: Sequence[Invocation]) -> list[Invocation]:
    """Of the API's invocations only the submit: asking whether it is done is the bench's own."""
    submit = min(i for i in invocations if i.function == _API)
    return [i for i in invocations if i.function != _API or i == submit]


def _paid(
    provider: str,
    seconds: float,
    orders: Sequence[dict[str, Any]],
    invocations: Sequence[Invocation],
) -> Paid:
    collecting = _collecting(orders, invocations)
    by_function: dict[str, list[int]] = defaultdict(list)
    waiting = other = 0
    for invocation in invocations:
        is_check = invocation.function == _CHECK and invocation not in collecting
        if is_check or invocation.function == _CALLBACK:
            waiting += invocation.paid_ms
            by_function[f"{invocation.function} (waiting)"].append(invocation.paid_ms)
        else:
            other += invocation.paid_ms
            by_function[invocation.function].append(invocation.paid_ms)
    waited = sum(order["ready_at"] - order["created_at"] for order in orders)
    return Paid(provider, seconds, waited, waiting, other, dict(by_function))


def _collecting(
    orders: Sequence[dict[str, Any]], invocations: Sequence[Invocation]
) -> set[Invocation]:
    """The check that fetched each order's picture: the longest ones after the orders' ends."""
    first_end = min(order["ready_at"] for order in orders)
    after = [i for i in invocations if i.function == _CHECK and i.ended_at > first_end]
    return set(sorted(after, key=lambda i: i.paid_ms)[-len(orders) :])


def _report(paid: Sequence[Paid], webhook: str) -> None:
    rows = []
    for each in paid:
        mode = "callback" if each.provider == webhook else "polled"
        total = each.waiting_ms + each.other_ms
        rows.append(
            (
                f"{each.provider} ({mode})",
                each.seconds,
                each.waited,
                each.waiting_ms,
                each.waiting_ms / each.waited,
                each.other_ms,
                total / each.waited,
            )
        )
    columns = ["provider", "s each", "waited s", "waiting ms", "/ s", "other ms", "all / s"]
    show("Paid Lambda milliseconds per second of waiting", columns, rows)
    functions = [
        (f"{each.provider} {each.seconds:g} s", name, len(times), max(times), sum(times))
        for each in paid
        for name, times in sorted(each.by_function.items())
    ]
    show("By function", ["", "function", "invocations", "longest ms", "paid ms"], functions)
    waited = sum(each.waited for each in paid)
    total = sum(each.waiting_ms + each.other_ms for each in paid)
    conclude(
        bench="wait",
        waited_seconds=round(waited, 1),
        paid_ms_per_waited_second=_rate(paid),
        paid_ms_per_waited_second_webhook=_rate([p for p in paid if p.provider == webhook]),
        paid_ms_per_waited_second_polled=_rate([p for p in paid if p.provider != webhook]),
        paid_ms_per_waited_second_total=round(total / waited, 2),
    )


def _rate(paid: Sequence[Paid]) -> float:
    return round(sum(each.waiting_ms for each in paid) / sum(each.waited for each in paid), 2)


if __name__ == "__main__":
    main()
