"""fal.ai: the vendor's SDK against the simulator."""

import fal_client
import httpx
import pytest
from fal_client import client as sdk

from tests.scenes.adapter_run import Listener
from tests.simulator.server import SimulatorServer

_MODEL = "fal-ai/nano-banana-pro/edit"
_INPUTS = {"prompt": "longer sleeves", "image_urls": ["https://media.test/p.png"], "seed": 7}


@pytest.fixture
def client(simulator: SimulatorServer, monkeypatch: pytest.MonkeyPatch) -> fal_client.SyncClient:
    # The SDK's host is a constant without an option, so it is replaced.
    monkeypatch.setattr(sdk, "QUEUE_URL_FORMAT", f"{simulator.url}/fal/")
    return fal_client.SyncClient(key=simulator.connections["fal"]["api_key"])


def test_subscribing_gives_the_result(
    client: fal_client.SyncClient, simulator: SimulatorServer
) -> None:
    seen: list[fal_client.Status] = []

    result = client.subscribe(_MODEL, _INPUTS, interval=0.05, on_queue_update=seen.append)

    assert httpx.get(result["images"][0]["url"]).content.startswith(b"\x89PNG")
    assert result["seed"] == 7
    assert isinstance(seen[0], fal_client.InProgress)
    assert isinstance(seen[-1], fal_client.Completed)
    assert [accepted.model for accepted in simulator.state.jobs_of("fal")] == [_MODEL]


def test_submit_takes_a_webhook(client: fal_client.SyncClient, listener: Listener) -> None:
    handle = client.submit(_MODEL, _INPUTS, webhook_url=listener.url)

    (delivery,) = listener.wait_for(1)

    assert delivery.headers["x-fal-webhook-request-id"] == handle.request_id


def test_refusal_is_an_http_error(
    client: fal_client.SyncClient, simulator: SimulatorServer
) -> None:
    simulator.state.inject("fal", "refusal")

    with pytest.raises(fal_client.FalClientHTTPError) as caught:
        client.subscribe(_MODEL, _INPUTS, interval=0.05)

    assert caught.value.status_code == 422


def test_failed_runner_has_its_type(
    client: fal_client.SyncClient, simulator: SimulatorServer
) -> None:
    simulator.state.inject("fal", "job_failed")

    with pytest.raises(fal_client.FalClientHTTPError) as caught:
        client.subscribe(_MODEL, _INPUTS, interval=0.05)

    assert caught.value.error_type == "runner_server_error"


def test_cancelling_reaches_the_job(
    client: fal_client.SyncClient, simulator: SimulatorServer
) -> None:
    simulator.state.inject("fal", "stuck")
    handle = client.submit(_MODEL, _INPUTS)

    handle.cancel()

    assert simulator.state.jobs_of("fal")[0].cancelled


def test_wrong_key_is_refused(client: fal_client.SyncClient) -> None:
    stranger = fal_client.SyncClient(key="wrong")

    with pytest.raises(fal_client.FalClientHTTPError) as caught:
        stranger.submit(_MODEL, _INPUTS)

    assert caught.value.status_code == 401
