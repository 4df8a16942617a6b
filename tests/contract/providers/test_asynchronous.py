"""Adapters of asynchronous services without signed callbacks: all capabilities and faults."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from PIL import Image

from shared.providers import errors
from shared.providers.adapter import Adapter, Job
from shared.providers.http import ResultGone
from shared.providers.registry import get_adapter
from shared.providers.replies import Completed, OutputFile, Pending, Submitted
from shared.providers.requests import Capability
from tests.scenes.adapter_parts import request_for
from tests.scenes.adapter_run import Runner, listening
from tests.simulator.server import SimulatorServer

NAMES = ("comfyui", "fashn", "kling", "luma", "runway")
CALLING = ("fashn", "kling", "luma")
CANCELLING = ("comfyui", "luma", "runway")
KEYED = ("fashn", "kling", "luma", "runway")  # ComfyUI has no keys
ERRORS: dict[str, type[errors.ProviderError]] = {
    "rate": errors.ProviderRateLimited,
    "rate_with_hint": errors.ProviderRateLimited,
    "no_credit": errors.ProviderOutOfCredit,
    "server_error": errors.ProviderUnavailable,
    "bad_input": errors.ProviderInvalidRequest,
    "auth": errors.ProviderAuthFailed,
    "lost_reply": errors.ProviderUnavailable,
    "job_failed": errors.ProviderFailed,
    "refusal": errors.ProviderRefused,
}
# Vendors that report a fault with another class.
SPECIAL: dict[tuple[str, str], type[errors.ProviderError]] = {
    ("fashn", "job_failed"): errors.ProviderUnavailable,
    ("comfyui", "refusal"): errors.ProviderFailed,
}


@pytest.fixture(scope="module")
def simulator() -> Iterator[SimulatorServer]:
    with SimulatorServer() as server:
        yield server


def runner_of(name: str, simulator: SimulatorServer) -> Runner:
    simulator.state.reset()
    simulator.state.latency_seconds[name] = 0.05
    return Runner(get_adapter(name), simulator)


@pytest.fixture(params=NAMES)
def runner(request: pytest.FixtureRequest, simulator: SimulatorServer) -> Runner:
    return runner_of(request.param, simulator)


def first_capability(adapter: Adapter) -> Capability:
    return adapter.models[0].capability


def submitted(runner: Runner) -> tuple[Submitted, Job]:
    capability = first_capability(runner.adapter)
    result, job = runner.submit(request_for(capability), runner.job(capability))
    assert isinstance(result, Submitted)
    return result, job


def check_file(file: OutputFile, capability: Capability) -> None:
    if capability == "video":
        assert (file.body[4:8], file.mime) == (b"ftyp", "video/mp4")
        return
    with Image.open(io.BytesIO(file.body)) as image:
        assert image.get_format_mimetype() == file.mime
        assert min(image.size) > 100
        assert (image.mode == "RGBA") is (capability == "cutout")


@pytest.mark.parametrize(
    ("name", "capability", "model"),
    [(name, spec.capability, spec.id) for name in NAMES for spec in get_adapter(name).models],
)
def test_every_capability_gives_a_file(
    name: str, capability: Capability, model: str, simulator: SimulatorServer
) -> None:
    runner = runner_of(name, simulator)
    done = runner.run(capability, model=model, callback_url="")
    assert done.files
    for file in done.files:
        check_file(file, capability)
    (accepted,) = runner.state.jobs_of(name)
    assert accepted.model in (model, "graph")


@pytest.mark.parametrize("kind", ERRORS)
def test_fault_has_its_class(runner: Runner, kind: str) -> None:
    name = runner.adapter.name
    expected = SPECIAL.get((name, kind), ERRORS[kind])
    runner.state.inject(name, kind, seconds=3)
    with pytest.raises(errors.ProviderError) as caught:
        runner.run(first_capability(runner.adapter), callback_url="")
    assert type(caught.value) is expected
    assert runner.connection.base_url not in caught.value.detail
    if isinstance(caught.value, errors.ProviderRateLimited):
        hint = 3.0 if kind == "rate_with_hint" else None
        assert caught.value.retry_after_seconds == hint


@pytest.mark.parametrize("name", KEYED)
def test_wrong_key_is_not_accepted(name: str, simulator: SimulatorServer) -> None:
    runner = runner_of(name, simulator)
    wrong = dict.fromkeys(runner.connection.secrets, "of-somebody-else-and-32-bytes-long")
    runner.connection = replace(runner.connection, secrets=wrong)
    with pytest.raises(errors.ProviderAuthFailed):
        submitted(runner)
    assert not runner.state.jobs_of(name)


@pytest.mark.parametrize("kind", ["rate", "server_error"])
def test_failed_poll_may_be_repeated(runner: Runner, kind: str) -> None:
    _, job = submitted(runner)
    runner.state.inject(runner.adapter.name, kind, at="poll")
    with pytest.raises(ERRORS[kind]):
        runner.poll(job)
    assert runner.finish(job).files


def test_stuck_job_stays_pending(runner: Runner) -> None:
    runner.state.inject(runner.adapter.name, "stuck")
    _, job = submitted(runner)
    for _ in range(3):
        assert isinstance(runner.poll(job), Pending)


def test_forgotten_job_is_no_bad_request(runner: Runner) -> None:
    _, job = submitted(runner)
    runner.state.reset()
    with pytest.raises(errors.ProviderError) as caught:
        runner.poll(job)
    assert caught.value.next_may_help


def test_dead_link_is_replaced_by_a_poll(runner: Runner) -> None:
    runner.state.inject(runner.adapter.name, "expired_result")
    _, job = submitted(runner)
    (first,) = runner.finish(job).files
    with pytest.raises(ResultGone):
        runner.fetch(first)
    (second,) = runner.finish(job).files
    assert runner.fetch(second).body


@pytest.mark.parametrize("name", CANCELLING)
def test_cancelled_job_does_not_finish(name: str, simulator: SimulatorServer) -> None:
    runner = runner_of(name, simulator)
    runner.state.inject(name, "stuck")
    _, job = submitted(runner)
    request = runner.adapter.build_cancel(job)
    assert request is not None
    result = runner.adapter.parse_cancel(runner.send(request), job)
    assert result in ("cancelled", "requested")
    (accepted,) = runner.state.jobs_of(name)
    assert accepted.cancelled
    with pytest.raises(errors.ProviderFailed):
        runner.poll(job)


@pytest.mark.parametrize("name", CALLING)
@pytest.mark.parametrize("kind", ["", "webhook_duplicate", "webhook_reordered", "job_failed"])
def test_callback_tells_the_end_and_a_poll_confirms(
    name: str, kind: str, simulator: SimulatorServer
) -> None:
    runner = runner_of(name, simulator)
    if kind:
        runner.state.inject(name, kind)
    capability = first_capability(runner.adapter)
    with listening() as listener:
        runner.submit(request_for(capability), runner.job(capability, callback_url=listener.url))
        sends = (3 if kind == "webhook_duplicate" else 1) + (name != "fashn")
        deliveries = listener.wait_for(sends)
    finals = [one for one in deliveries if runner.adapter.is_final(one)]
    assert len(finals) == (3 if kind == "webhook_duplicate" else 1)
    for one in deliveries:
        runner.adapter.verify(one, runner.connection, ())
    if kind == "webhook_reordered" and name != "fashn":
        assert [runner.adapter.is_final(one) for one in deliveries] == [True, False]


@pytest.mark.parametrize("name", CALLING)
def test_forged_callback_has_another_token(name: str, simulator: SimulatorServer) -> None:
    runner = runner_of(name, simulator)
    runner.state.inject(name, "webhook_bad_signature")
    capability = first_capability(runner.adapter)
    with listening() as listener:
        runner.submit(request_for(capability), runner.job(capability, callback_url=listener.url))
        listener.wait_for(2 + (name != "fashn"))
    assert sum(path.endswith("?t=token") for path in listener.paths) == len(listener.paths) - 1


@pytest.mark.parametrize("name", CALLING)
def test_early_callback_comes_before_the_reply(name: str, simulator: SimulatorServer) -> None:
    runner = runner_of(name, simulator)
    runner.state.inject(name, "webhook_early")
    capability = first_capability(runner.adapter)
    with listening() as listener:
        _, job = runner.submit(
            request_for(capability), runner.job(capability, callback_url=listener.url)
        )
        (early, *_) = listener.wait_for(1)
    assert json.loads(early.body)
    assert isinstance(runner.poll(job), Completed)


def test_repeated_prompt_is_one_job(simulator: SimulatorServer) -> None:
    runner = runner_of("comfyui", simulator)
    runner.state.inject("comfyui", "lost_reply")
    with pytest.raises(errors.ProviderUnavailable):
        submitted(runner)
    _, job = submitted(runner)
    (accepted,) = runner.state.jobs_of("comfyui")
    assert accepted.repeats == 1
    assert runner.finish(job).files


def test_worker_names_a_missing_node(simulator: SimulatorServer) -> None:
    runner = runner_of("comfyui", simulator)
    url = f"{runner.connection.base_url}/api/prompt"
    result = httpx.post(url, json={"prompt": {"a": {"class_type": "Nothing", "inputs": {}}}})
    assert result.status_code == 400
    assert result.json()["node_errors"]


def test_throttled_task_waits_without_error(simulator: SimulatorServer) -> None:
    runner = runner_of("runway", simulator)
    runner.state.latency_seconds["runway"] = 0.3
    _, job = submitted(runner)
    assert runner.poll(job) == Pending()
    assert runner.poll(job) == Pending(0.5)
    assert runner.finish(job).cost_microusd == 80_000
