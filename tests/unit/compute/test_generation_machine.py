"""generation.asl.json keeps its contracts with the code and with the stack."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from shared.compute.nodes import NODE_TYPES
from shared.compute.records.tasks import ProviderCall
from shared.compute.routing.fallback import NEXT_PROVIDER, RETRIED
from shared.core.errors import Conflict, Unavailable
from shared.providers.errors import ProviderError
from shared.providers.registry import MODULES, get_adapter
from shared.providers.requests import Capability
from tests.scenes.adapter_parts import model_for

TEXT = (Path(__file__).parents[3] / "statemachines" / "generation.asl.json").read_text()
MACHINE: dict[str, Any] = json.loads(TEXT)

# What infra_cdk/stacks/compute.py has to give.
PLACEHOLDERS = {
    "ComputeTable",
    "RunNodeFunction",
    "CompleteNodeFunction",
    "FinishTaskFunction",
    "HighPriorityQueueUrl",
    "DefaultQueueUrl",
    "LowPriorityQueueUrl",
}
TRANSIENT = {cls.__name__ for cls in ProviderError.__subclasses__() if cls.transient}
# Names that Step Functions and its integrations give by themselves.
_SERVICE_NAME = re.compile(r"^(States|Lambda|Sandbox|DynamoDb|SQS)\.\w+$")
_JSONPATH_WORDS = {"InputPath", "OutputPath", "ResultPath", "Parameters", "ResultSelector"}


def machines(machine: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The machine and every one nested in a Map."""
    yield machine
    for state in machine["States"].values():
        if "ItemProcessor" in state:
            yield from machines(state["ItemProcessor"])


def states() -> dict[str, dict[str, Any]]:
    return {name: state for m in machines(MACHINE) for name, state in m["States"].items()}


def listed(field: str) -> set[str]:
    """The error names of all `Retry` or all `Catch` clauses."""
    clauses = [clause for state in states().values() for clause in state.get(field, [])]
    return {name for clause in clauses for name in clause["ErrorEquals"]}


def test_placeholders_are_the_documented_ones() -> None:
    assert set(re.findall(r"\$\{(\w+)\}", TEXT)) == PLACEHOLDERS


@pytest.mark.parametrize("machine", machines(MACHINE), ids=lambda m: m["StartAt"])
def test_every_state_is_reachable(machine: dict[str, Any]) -> None:
    reached, frontier = set(), [machine["StartAt"]]
    while frontier:
        name = frontier.pop()
        if name not in reached:
            reached.add(name)
            frontier += _next_of(machine["States"][name])
    assert reached == set(machine["States"])


def _next_of(state: dict[str, Any]) -> list[str]:
    rules = [*state.get("Choices", []), *state.get("Catch", [])]
    found = [state.get("Next"), state.get("Default"), *(rule["Next"] for rule in rules)]
    ends = state.get("End") or state["Type"] == "Succeed"
    assert ends or any(found), f"{state} leads nowhere"
    return [name for name in found if name]


def test_only_jsonata_is_spoken() -> None:
    def keys(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            yield from value
            for member in value.values():
                yield from keys(member)
        elif isinstance(value, list):
            for member in value:
                yield from keys(member)

    assert MACHINE["QueryLanguage"] == "JSONata"
    assert not [key for key in keys(MACHINE) if key.endswith(".$") or key in _JSONPATH_WORDS]


def test_retried_names_are_the_transient_ones() -> None:
    own = {name for name in listed("Retry") if not _SERVICE_NAME.match(name)}
    assert own == TRANSIENT | {Unavailable.__name__, Conflict.__name__, NEXT_PROVIDER}


def test_fallback_knows_what_is_retried() -> None:
    """fallback.py decides, the machine carries it out: they must mean the same names."""
    clauses = [set(clause["ErrorEquals"]) for clause in states()["RequestProvider"]["Retry"]]
    own = [{name for name in names if not _SERVICE_NAME.match(name)} for names in clauses]
    assert own == [{NEXT_PROVIDER}, set(RETRIED)]
    assert set(RETRIED) == TRANSIENT


def test_every_provider_may_have_its_turn() -> None:
    """The embedded studio as well."""
    (turns,) = (
        c for c in states()["RequestProvider"]["Retry"] if NEXT_PROVIDER in c["ErrorEquals"]
    )
    most = max(len(_asked_for(capability)) for capability in get_args(Capability))
    assert turns["MaxAttempts"] >= most


def _asked_for(capability: Capability) -> list[str]:
    return [name for name in MODULES if model_for(get_adapter(name), capability)]


def test_next_provider_is_asked_without_delay() -> None:
    (turn,) = (c for c in states()["RequestProvider"]["Retry"] if NEXT_PROVIDER in c["ErrorEquals"])
    assert (turn["IntervalSeconds"], turn["BackoffRate"]) == (1, 1)


def test_caught_names_are_known() -> None:
    assert listed("Catch") == {"States.ALL", "DynamoDb.ConditionalCheckFailedException"}


@pytest.mark.parametrize("name", ["RunNode", "RequestProvider"])
def test_work_retries_all_transient_names(name: str) -> None:
    names = {error for clause in states()[name]["Retry"] for error in clause["ErrorEquals"]}
    assert names >= TRANSIENT
    assert "States.ALL" not in names


def test_retries_back_off_with_jitter() -> None:
    clauses = [clause for state in states().values() for clause in state.get("Retry", [])]
    assert clauses
    assert all(clause["JitterStrategy"] == "FULL" for clause in clauses)
    for clause in clauses:
        if NEXT_PROVIDER in clause["ErrorEquals"]:
            continue
        assert clause["BackoffRate"] > 1
        assert clause["MaxDelaySeconds"] > clause["IntervalSeconds"]


def test_every_task_has_a_deadline() -> None:
    tasks = [state for state in states().values() if state["Type"] == "Task"]
    assert tasks
    assert all(0 < task["TimeoutSeconds"] <= 24 * 3600 for task in tasks)


def test_provider_is_waited_for_beyond_every_deadline() -> None:
    """The workers keep the nodes' own deadlines; the machine's is for when they cannot."""
    longest = max(node_type.deadline_seconds for node_type in NODE_TYPES.values())
    request, awaiting = states()["RequestProvider"], states()["AwaitInputs"]
    assert longest < request["TimeoutSeconds"] < awaiting["TimeoutSeconds"]
    longest = max(m.deadline_seconds for name in MODULES for m in get_adapter(name).models)
    assert longest < request["TimeoutSeconds"]


def test_message_is_a_provider_call() -> None:
    arguments = states()["RequestProvider"]["Arguments"]
    assert set(arguments["MessageBody"]) == set(ProviderCall.model_fields)
    assert arguments["MessageGroupId"] == "{% $states.input.organization_id %}"


def test_chained_node_ends_without_running() -> None:
    """CompleteNode of its last need answers `completed`; {} adds nothing to the input."""
    first, *_ = states()["Local or provider?"]["Choices"]
    assert states()["AwaitInputs"]["Output"] == "{% $merge([$states.input, $states.result]) %}"
    assert first["Condition"] == "{% $exists($states.input.completed) %}"
    assert states()[first["Next"]]["Type"] == "Succeed"


def test_no_failure_leaves_task_hanging() -> None:
    caught = {
        name: [c["Next"] for c in state.get("Catch", []) if c["ErrorEquals"] == ["States.ALL"]]
        for name, state in states().items()
    }
    for name in ("AwaitInputs", "RunNode", "RequestProvider"):
        assert caught[name] == ["CompleteNode"]
    assert caught["All nodes"] == ["FinishTask"]
    assert [c["ErrorEquals"] for c in states()["FinishTask"]["Retry"]] == [["States.ALL"]]


def test_every_state_explains_itself() -> None:
    silent = [n for n, s in states().items() if s["Type"] != "Choice" and not s.get("Comment")]
    assert not silent
