"""How soon the next provider is asked after one has failed.

`python -m tests.bench.route [--rounds 5] [--first replicate] [--second fal]`

By the simulator's own clock: from the first provider's failure to the second one's order. It
fails in two ways: it answers the submit with its 5xx, or it takes the order, works on it, and
calls back that it has failed.
"""

import argparse
from statistics import median
from typing import Any, Literal, get_args

from tests.bench.cloud import BenchCloud, bench_cloud, say
from tests.bench.compute import organization, succeeded
from tests.bench.graphs import fan
from tests.bench.providers import Providers, providers
from tests.bench.table import conclude, show

Failure = Literal["server_error", "job_failed"]
_WAYS: dict[Failure, str] = {
    "server_error": "5xx to the submit",
    "job_failed": "callback: job failed",
}
_PICTURE, _SECONDS = "n001-", 1.5


def main() -> None:
    chosen = _arguments()
    times: dict[Failure, list[float]] = {}
    with bench_cloud() as cloud, providers() as simulator:
        say("warm-up ...")
        for failure in get_args(Failure):
            _round(cloud, simulator, failure, chosen.first, chosen.second)
        for failure in get_args(Failure):
            say(f"{_WAYS[failure]}: {chosen.rounds} rounds ...")
            times[failure] = [
                _round(cloud, simulator, failure, chosen.first, chosen.second)
                for _ in range(chosen.rounds)
            ]
    _report(times, chosen.first, chosen.second)


def _arguments() -> Any:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.route")
    parser.add_argument("--rounds", type=int, default=5, help="of each way to fail")
    parser.add_argument("--first", default="replicate", help="the provider that fails")
    parser.add_argument("--second", default="fal", help="the one that is asked then")
    return parser.parse_args()


def _round(
    cloud: BenchCloud, simulator: Providers, failure: Failure, first: str, second: str
) -> float:
    """For an organization of its own: else the breaker would soon keep from the first one."""
    simulator.reset()
    simulator.plant(provider=first, kind=failure, match=_PICTURE)
    with organization(cloud, simulator.connections()) as compute:
        task_id = compute.submit(fan(1, _SECONDS), [first, second])
        succeeded(compute.wait(task_id, 120))
    orders = [order for order in simulator.orders() if _PICTURE in str(order["inputs"])]
    asked = [order["created_at"] for order in orders if order["provider"] == second]
    if failure == "server_error":
        failed = [fault["at"] for fault in simulator.struck()]
    else:
        failed = [order["ready_at"] for order in orders if order["provider"] == first]
    if len(asked) != 1 or len(failed) != 1:
        raise SystemExit(f"{second} was not asked after {first} had failed: {orders}")
    return float(asked[0] - failed[0])


def _report(times: dict[Failure, list[float]], first: str, second: str) -> None:
    rows = [
        (_WAYS[failure], len(told), min(told), median(told), max(told))
        for failure, told in times.items()
    ]
    columns = [f"{first} fails", "rounds", "least", "median", "most"]
    show(f"Seconds from the failure to the order at {second}", columns, rows)
    everything = [seconds for told in times.values() for seconds in told]
    conclude(
        bench="route",
        fallback_seconds=round(median(everything), 3),
        fallback_seconds_submit=round(median(times["server_error"]), 3),
        fallback_seconds_callback=round(median(times["job_failed"]), 3),
    )


if __name__ == "__main__":
    main()
