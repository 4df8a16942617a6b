"""Luma: the vendor's SDK against the simulator, and our requests against the SDK's."""

import time
from collections.abc import Iterator

import httpx
import lumaai
import pytest
from lumaai.types import Generation

from shared.providers.vendors.luma import ADAPTER
from tests.scenes.adapter_parts import edit_request, generate_request, video_request
from tests.scenes.adapter_run import Runner
from tests.simulator.server import SimulatorServer


@pytest.fixture(scope="module")
def simulator() -> Iterator[SimulatorServer]:
    with SimulatorServer() as server:
        yield server


@pytest.fixture
def client(simulator: SimulatorServer) -> lumaai.LumaAI:
    simulator.state.reset()
    held = simulator.connections["luma"]
    url = f"{held['base_url']}/dream-machine/v1"
    return lumaai.LumaAI(auth_token=held["api_key"], base_url=url, max_retries=0)


def _finished(client: lumaai.LumaAI, accepted: Generation) -> Generation:
    assert accepted.id is not None
    until = time.monotonic() + 10
    while time.monotonic() < until:
        found = client.generations.get(accepted.id)
        if found.state in ("completed", "failed"):
            return found
        time.sleep(0.05)
    raise TimeoutError(accepted.id)


def test_image_is_made(client: lumaai.LumaAI) -> None:
    accepted = client.generations.image.create(model="photon-1", prompt="A coat", format="png")
    assert accepted.state == "queued"
    done = _finished(client, accepted)
    assert done.assets is not None
    assert done.assets.image is not None
    assert httpx.get(done.assets.image).headers["content-type"] == "image/png"


def test_video_is_made(client: lumaai.LumaAI) -> None:
    frame = {"type": "image", "url": "https://media.test/a.png"}
    accepted = client.generations.video.create(
        model="ray-2", prompt="She turns", keyframes={"frame0": frame}, duration="5s"
    )
    done = _finished(client, accepted)
    assert done.assets is not None
    assert done.assets.video is not None
    assert httpx.get(done.assets.video).content[4:8] == b"ftyp"


def test_refusal_is_a_failed_generation(client: lumaai.LumaAI, simulator: SimulatorServer) -> None:
    simulator.state.inject("luma", "refusal")
    done = _finished(client, client.generations.image.create(model="photon-1", prompt="x"))
    assert done.state == "failed"
    assert "moderation" in (done.failure_reason or "")


def test_deleted_generation_is_cancelled(client: lumaai.LumaAI, simulator: SimulatorServer) -> None:
    simulator.state.inject("luma", "stuck")
    accepted = client.generations.image.create(model="photon-1", prompt="x")
    assert accepted.id is not None
    client.generations.delete(accepted.id)
    assert simulator.state.jobs[accepted.id].cancelled


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("rate", lumaai.RateLimitError),
        ("no_credit", lumaai.BadRequestError),
        ("auth", lumaai.PermissionDeniedError),
        ("bad_input", lumaai.BadRequestError),
        ("server_error", lumaai.InternalServerError),
        ("lost_reply", lumaai.APIConnectionError),
    ],
)
def test_fault_is_the_sdks_own_error(
    client: lumaai.LumaAI, simulator: SimulatorServer, kind: str, error: type[Exception]
) -> None:
    simulator.state.inject("luma", kind)
    with pytest.raises(error):
        client.generations.image.create(model="photon-1", prompt="x")


def test_our_requests_equal_those_of_the_sdk(
    client: lumaai.LumaAI, simulator: SimulatorServer
) -> None:
    runner = Runner(ADAPTER, simulator)
    for request in (generate_request(), edit_request(), video_request()):
        runner.submit(request, runner.job(request.capability, callback_url=""))
    client.generations.image.create(
        model="photon-1",
        prompt="A model wears a linen coat\n\nAvoid: blurry",
        image_ref=[{"url": "https://media.test/cutout.png", "weight": 1.0}],
        aspect_ratio="3:4",
        format="png",
    )
    client.generations.image.create(
        model="photon-1",
        prompt="Make the coat longer\n\nAvoid: blurry",
        modify_image_ref={"url": "https://media.test/image.png", "weight": 1.0},
        format="png",
    )
    client.generations.video.create(
        model="ray-2",
        prompt="She turns around\n\nAvoid: blurry",
        keyframes={"frame0": {"type": "image", "url": "https://media.test/image.png"}},
        aspect_ratio="3:4",
        duration="5s",
        resolution="720p",
    )
    digests = [accepted.inputs_digest for accepted in simulator.state.jobs_of("luma")]
    assert digests[:3] == digests[3:]
