"""Replicate: the vendor's SDK against the simulator."""

import httpx
import pytest
import replicate
from replicate.exceptions import ReplicateError
from replicate.webhook import Webhooks

from tests.scenes.adapter_run import Listener
from tests.simulator.server import SimulatorServer

_MODEL = "black-forest-labs/flux-2-pro"
_INPUTS = {"prompt": "a coat", "input_images": ["https://media.test/p.png"]}


@pytest.fixture
def client(simulator: SimulatorServer) -> replicate.Client:
    secret = simulator.connections["replicate"]
    sdk = replicate.Client(api_token=secret["api_key"], base_url=secret["base_url"])
    sdk.poll_interval = 0.05
    return sdk


def test_waiting_gives_the_output(client: replicate.Client) -> None:
    prediction = client.models.predictions.create(_MODEL, _INPUTS)
    prediction.wait()

    assert prediction.status == "succeeded"
    assert httpx.get(prediction.output).content.startswith(b"\x89PNG")


def test_run_gives_the_output(client: replicate.Client) -> None:
    # The SDK creates file objects for HTTPS links only; the simulator's are HTTP.
    link = client.run(_MODEL, input=_INPUTS, wait=False)

    assert httpx.get(str(link)).content.startswith(b"\x89PNG")


def test_callback_passes_the_sdks_check(client: replicate.Client, listener: Listener) -> None:
    client.models.predictions.create(
        _MODEL, _INPUTS, webhook=listener.url, webhook_events_filter=["completed"]
    )
    (delivery,) = listener.wait_for(1)
    secret = client.webhooks.default.secret()

    Webhooks.validate(
        headers=dict(delivery.headers),
        body=delivery.body.decode(),
        secret=secret,
        tolerance=300,
    )

    assert b'"status": "succeeded"' in delivery.body


def test_starts_are_reported_on_request(client: replicate.Client, listener: Listener) -> None:
    client.models.predictions.create(
        _MODEL, _INPUTS, webhook=listener.url, webhook_events_filter=["start", "completed"]
    )

    started, ended = listener.wait_for(2)

    assert b'"status": "starting"' in started.body
    assert b'"status": "succeeded"' in ended.body


def test_refusal_is_a_failed_prediction(
    client: replicate.Client, simulator: SimulatorServer
) -> None:
    simulator.state.inject("replicate", "refusal")

    prediction = client.models.predictions.create(_MODEL, _INPUTS)
    prediction.wait()

    assert prediction.status == "failed"
    assert "sensitive" in prediction.error


def test_cancelling_ends_the_prediction(
    client: replicate.Client, simulator: SimulatorServer
) -> None:
    simulator.state.inject("replicate", "stuck")
    prediction = client.models.predictions.create(_MODEL, _INPUTS)

    prediction.cancel()
    prediction.reload()

    assert prediction.status == "canceled"


def test_empty_account_is_a_problem(client: replicate.Client, simulator: SimulatorServer) -> None:
    simulator.state.inject("replicate", "no_credit")

    with pytest.raises(ReplicateError) as caught:
        client.models.predictions.create(_MODEL, _INPUTS)

    assert caught.value.status == 402
