"""Adapters of image services with synchronous results: all capabilities and faults."""

import io
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PIL import Image

from shared.providers import errors
from shared.providers.http import ResultGone
from shared.providers.registry import get_adapter
from shared.providers.requests import Capability
from tests.scenes.adapter_parts import cutout_request, inpaint_request, request_for
from tests.scenes.adapter_run import Runner
from tests.simulator.faults import FaultKind
from tests.simulator.server import SimulatorServer

NAMES = ("photoroom", "recraft", "removebg", "stability")
ERRORS: dict[FaultKind, type[errors.ProviderError]] = {
    "rate": errors.ProviderRateLimited,
    "rate_with_hint": errors.ProviderRateLimited,
    "no_credit": errors.ProviderOutOfCredit,
    "server_error": errors.ProviderUnavailable,
    "bad_input": errors.ProviderInvalidRequest,
    "auth": errors.ProviderAuthFailed,
    "job_failed": errors.ProviderUnavailable,
}


@pytest.fixture(scope="module")
def simulator() -> Iterator[SimulatorServer]:
    with SimulatorServer() as server:
        yield server


def runner_of(name: str, simulator: SimulatorServer) -> Runner:
    simulator.state.reset()
    simulator.state.latency_seconds[name] = 0.0
    return Runner(get_adapter(name), simulator)


@pytest.fixture(params=NAMES)
def runner(request: pytest.FixtureRequest, simulator: SimulatorServer) -> Runner:
    return runner_of(request.param, simulator)


@pytest.mark.parametrize(
    ("name", "capability"),
    [(name, spec.capability) for name in NAMES for spec in get_adapter(name).models],
)
def test_every_capability_gives_a_image(
    name: str, capability: Capability, simulator: SimulatorServer
) -> None:
    runner = runner_of(name, simulator)
    (file,) = runner.run(capability).files
    with Image.open(io.BytesIO(file.body)) as image:
        assert image.get_format_mimetype() == file.mime == "image/png"
        assert min(image.size) > 100
        assert (image.mode == "RGBA") == (capability == "cutout")
    assert len(runner.state.jobs_of(name)) == 1


@pytest.mark.parametrize("kind", ERRORS)
def test_fault_has_its_class(runner: Runner, kind: FaultKind) -> None:
    runner.state.inject(runner.adapter.name, kind, seconds=3)
    with pytest.raises(errors.ProviderError) as caught:
        runner.run("cutout")
    assert type(caught.value) is ERRORS[kind]
    assert runner.connection.base_url not in caught.value.detail
    if isinstance(caught.value, errors.ProviderRateLimited):
        assert caught.value.retry_after_seconds == (3 if kind == "rate_with_hint" else None)
    assert runner.run("cutout").files  # a later request succeeds


def test_wrong_key_is_not_accepted(runner: Runner) -> None:
    wrong = {**runner.connection.secrets, "api_key": "wrong"}
    runner.connection = replace(runner.connection, secrets=wrong)
    with pytest.raises(errors.ProviderAuthFailed):
        runner.run("cutout")
    assert not runner.state.jobs


def test_lost_reply_leaves_a_billed_job(runner: Runner) -> None:
    runner.state.inject(runner.adapter.name, "lost_reply")
    with pytest.raises(errors.ProviderUnavailable):
        runner.run("cutout")
    assert len(runner.state.jobs_of(runner.adapter.name)) == 1


@pytest.mark.parametrize("kind", ["hang", "stuck"])
def test_silence_times_out(runner: Runner, kind: FaultKind) -> None:
    runner.state.inject(runner.adapter.name, kind, seconds=2)
    built = runner.adapter.build_submit(cutout_request(), runner.job("cutout"))
    with pytest.raises(errors.ProviderTimeout):
        runner.send(replace(built, timeout_seconds=0.3))


@pytest.mark.parametrize(("name", "stage"), [("stability", "output"), ("recraft", "unknown")])
def test_refusal_is_distinguished(name: str, stage: str, simulator: SimulatorServer) -> None:
    runner = runner_of(name, simulator)
    runner.state.inject(name, "refusal")
    with pytest.raises(errors.ProviderRefused) as caught:
        runner.run("inpaint", inpaint_request())
    assert caught.value.stage == stage


def test_missing_product_is_a_bad_request(simulator: SimulatorServer) -> None:
    runner = runner_of("removebg", simulator)
    runner.state.inject("removebg", "refusal")
    with pytest.raises(errors.ProviderInvalidRequest, match="no product"):
        runner.run("cutout")


def test_dead_link_is_reported(simulator: SimulatorServer) -> None:
    runner = runner_of("recraft", simulator)
    runner.state.inject("recraft", "expired_result")
    with pytest.raises(ResultGone):
        runner.run("edit")


def test_seed_and_cost_are_read(simulator: SimulatorServer) -> None:
    assert runner_of("stability", simulator).run("generate").seed == 7
    assert runner_of("recraft", simulator).run("inpaint").cost_microusd == 40_000


@pytest.mark.parametrize(
    ("name", "capability", "field"),
    [("stability", "inpaint", "mask"), ("photoroom", "background", "imageFile")],
)
def test_images_arrive_whole(
    name: str, capability: Capability, field: str, simulator: SimulatorServer
) -> None:
    runner = runner_of(name, simulator)
    runner.run(capability, request_for(capability))
    (accepted,) = runner.state.jobs_of(name)
    assert accepted.inputs[field].startswith("sha256:")
