"""The export machine's file: it is JSON, complete, and cannot leave an export hanging."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

FILE = Path(__file__).parents[3] / "statemachines" / "export.asl.json"
MACHINE: dict[str, Any] = json.loads(FILE.read_text())
FUNCTIONS = Path(__file__).parents[3] / "functions" / "delivery"


def states(machine: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, state in machine["States"].items():
        yield name, state
        if "ItemProcessor" in state:
            yield from states(state["ItemProcessor"])


ALL = dict(states(MACHINE))
TASKS = {name: state for name, state in ALL.items() if state["Type"] == "Task"}


def test_each_task_calls_its_function() -> None:
    called = {name: state["Arguments"]["FunctionName"] for name, state in TASKS.items()}
    assert called == {name: f"${{{name}Function}}" for name in TASKS}


def test_each_task_has_a_handler() -> None:
    modules = {re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower() for name in TASKS}
    assert modules == {p.stem for p in FUNCTIONS.glob("*_*.py") if not p.stem.startswith("_")}


@pytest.mark.parametrize("name", TASKS)
def test_task_is_bounded_and_retried(name: str) -> None:
    state = TASKS[name]
    assert 0 < state["TimeoutSeconds"] <= 900
    assert state["Retry"][-1]["ErrorEquals"] == ["States.ALL"]
    assert all(retry["JitterStrategy"] == "FULL" for retry in state["Retry"])


@pytest.mark.parametrize("name", ["PrepareExport", "RenderImages", "AssembleArchive"])
def test_every_error_leads_to_the_end(name: str) -> None:
    (catch,) = ALL[name]["Catch"]
    assert catch["ErrorEquals"] == ["States.ALL"]
    assert catch["Next"] == "FinishExport"
    assert catch["Output"]["error"] == "{% $states.errorOutput %}"


def test_lost_image_does_not_stop_others() -> None:
    (catch,) = ALL["RenderImage"]["Catch"]
    assert catch["ErrorEquals"] == ["States.ALL"]
    assert ALL[catch["Next"]]["Type"] == "Pass"


def test_stage_sets_the_concurrency() -> None:
    assert ALL["RenderImages"]["MaxConcurrency"] == "{% $states.input.max_concurrency %}"
