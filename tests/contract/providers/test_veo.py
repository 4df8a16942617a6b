"""The Veo adapter against the simulator: submit, polls, video."""

from collections.abc import Iterator

import pytest

from shared.providers import errors
from shared.providers.authorizers import authorizers
from shared.providers.http import ProviderClient
from shared.providers.replies import Pending
from shared.providers.vendors.veo import ADAPTER
from tests.scenes.adapter_parts import video_request
from tests.scenes.adapter_run import Runner
from tests.simulator.faults import FaultKind
from tests.simulator.server import SimulatorServer


@pytest.fixture(scope="module")
def simulator() -> Iterator[SimulatorServer]:
    with SimulatorServer() as server:
        yield server


@pytest.fixture
def runner(simulator: SimulatorServer) -> Runner:
    simulator.state.reset()
    return Runner(ADAPTER, simulator, ProviderClient(authorizers()))


def test_video_arrives_after_polls(runner: Runner) -> None:
    done = runner.run("video")
    (file,) = done.files
    assert (file.body[4:8], file.mime) == (b"ftyp", "video/mp4")
    (accepted,) = runner.state.jobs_of("veo")
    assert accepted.polls > 1


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("rate", errors.ProviderRateLimited),
        ("rate_with_hint", errors.ProviderRateLimited),
        ("no_credit", errors.ProviderOutOfCredit),
        ("server_error", errors.ProviderUnavailable),
        ("bad_input", errors.ProviderInvalidRequest),
        ("auth", errors.ProviderAuthFailed),
        ("refusal", errors.ProviderRefused),
        ("job_failed", errors.ProviderUnavailable),
        ("lost_reply", errors.ProviderUnavailable),
    ],
)
def test_fault_has_its_class(runner: Runner, kind: FaultKind, error: type[Exception]) -> None:
    runner.state.inject("veo", kind)
    with pytest.raises(error):
        runner.run("video")


@pytest.mark.parametrize(
    ("kind", "error"),
    [("rate", errors.ProviderRateLimited), ("server_error", errors.ProviderUnavailable)],
)
def test_failed_poll_may_be_repeated(
    runner: Runner, kind: FaultKind, error: type[Exception]
) -> None:
    _, job = runner.submit(video_request(), runner.job("video"))
    runner.state.inject("veo", kind, at="poll")
    with pytest.raises(error):
        runner.poll(job)
    assert runner.finish(job).files


def test_stuck_video_stays_pending(runner: Runner) -> None:
    runner.state.inject("veo", "stuck")
    _, job = runner.submit(video_request(), runner.job("video"))
    assert [runner.poll(job) for _ in range(3)] == [Pending()] * 3


def test_unknown_operation_is_a_failure(runner: Runner) -> None:
    _, job = runner.submit(video_request(), runner.job("video"))
    runner.state.reset()
    with pytest.raises(errors.ProviderFailed):
        runner.poll(job)
