"""`python -m tests.bench.faults`: every fault at every provider, on a laptop cloud.

Prints a Markdown table of what came of it, each with a second provider to fall back to, and as
the last line `{"bench": "faults", "cells": N, "wrong": M}`. Name faults to run only those.
"""

import sys
import time
from collections.abc import Sequence

from shared.providers import registry
from tests.bench.cloud import bench_cloud, say
from tests.bench.ports import free_port
from tests.bench.table import conclude
from tests.e2e.fault_cells import OUTCOMES, Cell, Trial
from tests.e2e.orders import Cloud, Photos, publish
from tests.e2e.simulated_providers import Providers

_SECONDS = 300.0
Outcomes = dict[Cell, str]


def main(faults: Sequence[str]) -> None:
    outcomes: Outcomes = {}
    with bench_cloud() as cloud, Providers(free_port()) as faulty, Providers(free_port()) as sound:
        photos = publish(cloud)
        for fault in faults:
            began = time.monotonic()
            outcomes |= column(fault, cloud, photos, faulty, sound)
            say(f"{fault}: {time.monotonic() - began:.0f} s")
            faulty.reset()
    show(faults, outcomes)
    wrong = [f"{cell.provider}/{cell.fault}" for cell, told in outcomes.items() if "!" in told]
    conclude(bench="faults", cells=len(outcomes), wrong=len(wrong))


def column(
    fault: str, cloud: Cloud, photos: Photos, faulty: Providers, sound: Providers
) -> Outcomes:
    """One fault at all providers at once; each has one order, so none takes another's fault."""
    cells = [cell for name in registry.MODULES if (cell := Cell(name, fault)).expected]
    for cell in cells:
        cell.plant(faulty)
    trials = [
        Trial.begin(cell, cloud, photos, faulty, sound, f"{cell.provider} and {fault}")
        for cell in cells
    ]
    return {trial.cell: told(trial) for trial in trials}


def told(trial: Trial) -> str:
    """The outcome; with a "!" and the reason when it is not the one that is right."""
    outcome = trial.outcome(_SECONDS)
    wrong = trial.faults_of_bookkeeping()
    if outcome != trial.cell.expected:
        wrong.insert(0, f"not {trial.cell.expected}")
    if wrong:
        say(f"  {trial.cell}: {outcome}, {wrong}: {trial.ended}")
    trial.customer.http.close()
    return f"{outcome} ! {', '.join(wrong)}" if wrong else outcome


def show(faults: Sequence[str], outcomes: Outcomes) -> None:
    rows = [["provider", *faults], ["---"] * (len(faults) + 1)]
    rows += [
        [name, *(outcomes.get(Cell(name, fault), "n.a.") for fault in faults)]
        for name in registry.MODULES
    ]
    for row in rows:
        print(f"| {' | '.join(row)} |")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:] or list(OUTCOMES))
