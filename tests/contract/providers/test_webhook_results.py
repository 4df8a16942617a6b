"""Adapters of services with callbacks: results, callbacks and faults."""

import io
from collections.abc import Callable

import pytest
from PIL import Image

from shared.providers.adapter import BadSignature
from shared.providers.errors import (
    ProviderAuthFailed,
    ProviderError,
    ProviderFailed,
    ProviderInvalidRequest,
    ProviderOutOfCredit,
    ProviderRateLimited,
    ProviderRefused,
    ProviderTimeout,
    ProviderUnavailable,
)
from shared.providers.http import ResultGone
from shared.providers.registry import get_adapter
from shared.providers.replies import Pending
from shared.providers.requests import Capability
from tests.scenes.adapter_parts import request_for
from tests.scenes.adapter_run import Listener, Runner
from tests.scenes.webhook_vendors import NAMES, capabilities, first_capability
from tests.simulator.faults import FaultKind
from tests.simulator.server import SimulatorServer

Run = Callable[[str], Runner]


@pytest.fixture
def run(simulator: SimulatorServer) -> Run:
    return lambda name: Runner(get_adapter(name), simulator)


@pytest.mark.parametrize(("name", "capability"), capabilities())
def test_every_capability_gives_a_valid_file(run: Run, name: str, capability: Capability) -> None:
    runner = run(name)

    done = runner.run(capability)

    (file,) = done.files
    if capability == "video":
        assert file.body[4:8] == b"ftyp"
    else:
        Image.open(io.BytesIO(file.body)).verify()
    if capability == "cutout":
        assert "A" in Image.open(io.BytesIO(file.body)).getbands()
    (accepted,) = runner.state.jobs_of(name)
    assert (accepted.model, accepted.fetches) == (done.model, 1)


_FAILURES: dict[FaultKind, type[ProviderError]] = {
    "rate": ProviderRateLimited,
    "no_credit": ProviderOutOfCredit,
    "server_error": ProviderUnavailable,
    "bad_input": ProviderInvalidRequest,
    "auth": ProviderAuthFailed,
    "lost_reply": ProviderUnavailable,
    "job_failed": ProviderFailed,
    "refusal": ProviderRefused,
    "expired_result": ResultGone,
}
# fal.ai reports a failed model as a 500 of its runner; Magnific reports no reason.
_OWN_WAYS = {
    ("fal", "job_failed"): ProviderUnavailable,
    ("magnific", "refusal"): ProviderFailed,
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", _FAILURES)
def test_every_fault_has_its_error(run: Run, name: str, kind: FaultKind) -> None:
    runner = run(name)
    runner.state.inject(name, kind)

    with pytest.raises(ProviderError) as caught:
        runner.run(first_capability(runner.adapter))

    assert type(caught.value) is _OWN_WAYS.get((name, kind), _FAILURES[kind])


@pytest.mark.parametrize("name", NAMES)
def test_hint_says_how_long_to_wait(run: Run, name: str) -> None:
    runner = run(name)
    runner.state.inject(name, "rate_with_hint", seconds=7)

    with pytest.raises(ProviderRateLimited) as caught:
        runner.run(first_capability(runner.adapter))

    assert caught.value.retry_after_seconds == 7
    assert runner.state.jobs_of(name) == []


@pytest.mark.parametrize("name", NAMES)
def test_lost_reply_is_billed_once(run: Run, name: str) -> None:
    runner = run(name)
    runner.state.inject(name, "lost_reply")
    with pytest.raises(ProviderUnavailable):
        runner.run(first_capability(runner.adapter))

    assert len(runner.state.jobs_of(name)) == 1


@pytest.mark.parametrize("name", NAMES)
def test_fresh_poll_gives_good_link(run: Run, name: str) -> None:
    runner = run(name)
    runner.state.inject(name, "expired_result")
    capability = first_capability(runner.adapter)
    _, job = runner.submit(request_for(capability), runner.job(capability))
    with pytest.raises(ResultGone):
        runner.fetch(runner.finish(job).files[0])

    assert runner.fetch(runner.finish(job).files[0]).body


@pytest.mark.parametrize("name", NAMES)
def test_stuck_job_stays_pending(run: Run, name: str) -> None:
    runner = run(name)
    runner.state.inject(name, "stuck")
    capability = first_capability(runner.adapter)
    _, job = runner.submit(request_for(capability), runner.job(capability))

    assert isinstance(runner.poll(job), Pending)
    with pytest.raises(ProviderTimeout):
        runner.finish(job, seconds=0.4)


@pytest.mark.parametrize("name", NAMES)
def test_faulty_poll_harms_no_job(run: Run, name: str) -> None:
    runner = run(name)
    runner.state.inject(name, "server_error", at="poll")
    capability = first_capability(runner.adapter)
    _, job = runner.submit(request_for(capability), runner.job(capability))
    with pytest.raises(ProviderUnavailable):
        runner.poll(job)

    assert runner.finish(job).files


@pytest.mark.parametrize("name", NAMES)
def test_callback_passes_its_check(run: Run, name: str, listener: Listener) -> None:
    runner = run(name)
    runner.run(first_capability(runner.adapter), callback_url=listener.url)
    deliveries = listener.wait_for(2 if name == "magnific" else 1)

    for delivery in deliveries:
        runner.verify(delivery)

    assert [runner.adapter.is_final(delivery) for delivery in deliveries][-1]
    assert listener.paths[0] == "/webhooks/vendor?t=token"


@pytest.mark.parametrize("name", NAMES)
def test_forged_callback_is_found_out(run: Run, name: str, listener: Listener) -> None:
    runner = run(name)
    runner.state.inject(name, "webhook_bad_signature")
    runner.run(first_capability(runner.adapter), callback_url=listener.url)
    forged, true = listener.wait_for(3 if name == "magnific" else 2)[-2:]

    with pytest.raises(BadSignature):
        runner.verify(forged)
    runner.verify(true)


def test_early_callback_precedes_the_reply(run: Run, listener: Listener) -> None:
    runner = run("fal")
    runner.state.inject("fal", "webhook_early")
    job = runner.job("cutout", callback_url=listener.url)

    runner.submit(request_for("cutout"), job)

    assert len(listener.deliveries) == 1


def test_duplicates_come_three_times(run: Run, listener: Listener) -> None:
    runner = run("replicate")
    runner.state.inject("replicate", "webhook_duplicate")

    runner.run("cutout", callback_url=listener.url)

    assert len({delivery.body for delivery in listener.wait_for(3)}) == 1


def test_reordered_progress_comes_last(run: Run, listener: Listener) -> None:
    runner = run("magnific")
    runner.state.inject("magnific", "webhook_reordered")
    runner.run("upscale", callback_url=listener.url)

    final, progress = listener.wait_for(2)

    assert (runner.adapter.is_final(final), runner.adapter.is_final(progress)) == (True, False)


def test_failed_callback_is_repeated(run: Run, listener: Listener) -> None:
    runner, listener.failures = run("bfl"), 1

    runner.run("generate", callback_url=listener.url)

    listener.wait_for(2)
    (accepted,) = runner.state.jobs_of("bfl")
    assert accepted.delivery_attempts >= 2


def test_lost_callback_leaves_the_poll(run: Run, listener: Listener) -> None:
    runner = run("ideogram")
    runner.state.inject("ideogram", "webhook_lost")

    done = runner.run("generate", callback_url=listener.url)

    assert done.cost_microusd == 60_000
    assert listener.deliveries == []


@pytest.mark.parametrize("name", ["fal", "replicate"])
def test_cancelled_job_stops(run: Run, name: str) -> None:
    runner = run(name)
    runner.state.inject(name, "stuck")
    _, job = runner.submit(request_for("cutout"), runner.job("cutout"))

    assert runner.cancel(job) == ("requested" if name == "fal" else "cancelled")
    assert runner.state.jobs_of(name)[0].cancelled


@pytest.mark.parametrize("name", ["fal", "replicate"])
def test_cancelling_may_come_too_late(run: Run, name: str) -> None:
    runner = run(name)
    _, job = runner.submit(request_for("cutout"), runner.job("cutout"))
    runner.finish(job)

    assert runner.cancel(job) == "too_late"
