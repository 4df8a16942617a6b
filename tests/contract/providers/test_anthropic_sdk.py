"""Anthropic: the vendor's SDK against the simulator."""

import json
from collections.abc import Iterator

import anthropic
import pytest

from tests.simulator.faults import FaultKind
from tests.simulator.server import SimulatorServer


@pytest.fixture(scope="module")
def simulator() -> Iterator[SimulatorServer]:
    with SimulatorServer() as server:
        yield server


@pytest.fixture
def client(simulator: SimulatorServer) -> anthropic.Anthropic:
    simulator.state.reset()
    secret = simulator.connections["anthropic"]
    return anthropic.Anthropic(
        api_key=secret["api_key"], base_url=secret["base_url"], max_retries=0
    )


def ask(client: anthropic.Anthropic, **extra: object) -> anthropic.types.Message:
    result = client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=100,
        messages=[{"role": "user", "content": "A caption"}],
        **extra,
    )
    assert isinstance(result, anthropic.types.Message)
    return result


def test_sdk_s_headers_are_the_pinned_ones(client: anthropic.Anthropic) -> None:
    received = ask(client)
    (block,) = received.content
    assert block.type == "text"
    assert (received.stop_reason, bool(block.text)) == ("end_turn", True)


def test_schema_is_satisfied(client: anthropic.Anthropic) -> None:
    schema = {
        "type": "object",
        "properties": {"title": {"type": "string"}},
        "required": ["title"],
        "additionalProperties": False,
    }
    received = ask(client, output_config={"format": {"type": "json_schema", "schema": schema}})
    (block,) = received.content
    assert block.type == "text"
    assert set(json.loads(block.text)) == {"title"}


def test_refusal_is_a_reason_to_stop(
    client: anthropic.Anthropic, simulator: SimulatorServer
) -> None:
    simulator.state.inject("anthropic", "refusal")
    received = ask(client)
    assert received.stop_reason == "refusal"
    assert received.stop_details
    assert received.stop_details.type == "refusal"


@pytest.mark.parametrize(
    ("kind", "error", "status"),
    [
        ("rate", anthropic.RateLimitError, 429),
        ("no_credit", anthropic.APIStatusError, 402),
        ("auth", anthropic.AuthenticationError, 401),
        ("bad_input", anthropic.BadRequestError, 400),
        ("server_error", anthropic.InternalServerError, 529),
    ],
)
def test_fault_is_the_sdk_s_error(
    client: anthropic.Anthropic,
    simulator: SimulatorServer,
    kind: FaultKind,
    error: type[anthropic.APIStatusError],
    status: int,
) -> None:
    simulator.state.inject("anthropic", kind)
    with pytest.raises(error) as caught:
        ask(client)
    assert caught.value.status_code == status
