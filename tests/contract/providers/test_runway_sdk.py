"""Runway: the vendor's SDK against the simulator, and our requests against the SDK's."""

import time
from collections.abc import Iterator

import httpx
import pytest
import runwayml

from shared.providers.vendors.runway import ADAPTER
from tests.scenes.adapter_parts import generate_request, upscale_request, video_request
from tests.scenes.adapter_run import Runner
from tests.simulator.server import SimulatorServer


@pytest.fixture(scope="module")
def simulator() -> Iterator[SimulatorServer]:
    with SimulatorServer() as server:
        yield server


@pytest.fixture
def client(simulator: SimulatorServer) -> runwayml.RunwayML:
    simulator.state.reset()
    held = simulator.connections["runway"]
    return runwayml.RunwayML(api_key=held["api_key"], base_url=held["base_url"], max_retries=0)


def _order(client: runwayml.RunwayML) -> str:
    made = client.text_to_image.create(
        model="gen4_image",
        prompt_text="A coat",
        ratio="1080:1440",
        reference_images=[{"uri": "https://media.test/a.png", "tag": "product"}],
    )
    assert made.estimated_cost.credits == 8
    return made.id


def _finished(client: runwayml.RunwayML, task_id: str) -> object:
    """Polls until the task has ended; the SDK's own polling waits six seconds at first."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        task = client.tasks.retrieve(task_id)
        if task.status in ("SUCCEEDED", "FAILED", "CANCELLED"):
            return task
        time.sleep(0.05)
    raise TimeoutError(task_id)


def test_image_is_made_for_its_price(client: runwayml.RunwayML) -> None:
    task = _finished(client, _order(client))
    assert task.status == "SUCCEEDED"
    assert task.cost.credits == 8
    assert httpx.get(task.output[0]).headers["content-type"] == "image/png"


def test_video_and_enlargement_are_tasks(client: runwayml.RunwayML) -> None:
    video = client.image_to_video.create(
        model="gen4_turbo",
        prompt_image="https://media.test/a.png",
        ratio="832:1104",
        duration=5,
        prompt_text="She turns",
    )
    large = client.image_upscale.create(
        model="magnific_precision_upscaler_v2",
        image_uri="https://media.test/a.png",
        scale_factor=2,
    )
    assert httpx.get(_finished(client, video.id).output[0]).content[4:8] == b"ftyp"
    assert _finished(client, large.id).status == "SUCCEEDED"


def test_refusal_has_a_safety_code(client: runwayml.RunwayML, simulator: SimulatorServer) -> None:
    simulator.state.inject("runway", "refusal")
    task = _finished(client, _order(client))
    assert task.status == "FAILED"
    assert task.failure_code.startswith("SAFETY.")


def test_deleted_task_is_cancelled(client: runwayml.RunwayML, simulator: SimulatorServer) -> None:
    simulator.state.inject("runway", "stuck")
    task_id = _order(client)
    client.tasks.delete(task_id)
    assert _finished(client, task_id).status == "CANCELLED"


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("rate", runwayml.RateLimitError),
        ("no_credit", runwayml.BadRequestError),
        ("auth", runwayml.AuthenticationError),
        ("bad_input", runwayml.BadRequestError),
        ("server_error", runwayml.InternalServerError),
        ("lost_reply", runwayml.APIConnectionError),
    ],
)
def test_fault_is_the_sdks_own_error(
    client: runwayml.RunwayML, simulator: SimulatorServer, kind: str, error: type[Exception]
) -> None:
    simulator.state.inject("runway", kind)
    with pytest.raises(error):
        _order(client)


_INLINE = "data:image/png;base64,cGljdHVyZQ=="


def test_our_requests_equal_those_of_the_sdk(
    client: runwayml.RunwayML, simulator: SimulatorServer
) -> None:
    runner = Runner(ADAPTER, simulator)
    for request in (generate_request(), video_request(), upscale_request()):
        runner.submit(request, runner.job(request.capability))
    client.text_to_image.create(
        model="gen4_image",
        prompt_text="A model wears a linen coat",
        ratio="1080:1440",
        reference_images=[{"uri": _INLINE, "tag": "product"}],
        seed=7,
    )
    client.image_to_video.create(
        model="gen4_turbo",
        prompt_text="She turns around",
        prompt_image=_INLINE,
        ratio="832:1104",
        duration=5,
        seed=7,
    )
    client.image_upscale.create(
        model="magnific_precision_upscaler_v2", image_uri=_INLINE, scale_factor=2, flavor="photo"
    )
    ours, theirs = _digests(simulator)[:3], _digests(simulator)[3:]
    assert ours == theirs


def _digests(simulator: SimulatorServer) -> list[str]:
    return [accepted.inputs_digest for accepted in simulator.state.jobs_of("runway")]
