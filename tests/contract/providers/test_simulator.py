"""The simulator's control routes, and behavior that all simulated vendors share."""

from dataclasses import replace

import httpx
import pytest

from shared.providers.errors import ProviderInvalidRequest, ProviderTimeout
from shared.providers.registry import MODULES, get_adapter
from tests.scenes.adapter_parts import cutout_request, input_image
from tests.scenes.adapter_run import Runner
from tests.simulator.server import SimulatorServer
from tests.simulator.vendors import NAMES


def _control(simulator: SimulatorServer, path: str) -> str:
    return f"{simulator.url}/_control/{path}"


def _runner(simulator: SimulatorServer) -> Runner:
    return Runner(get_adapter("fal"), simulator)


def test_every_provider_is_simulated() -> None:
    assert sorted(NAMES) == sorted(MODULES)


@pytest.mark.parametrize("name", NAMES)
def test_connections_hold_what_adapters_need(simulator: SimulatorServer, name: str) -> None:
    received = httpx.get(_control(simulator, "connections")).json()[name]

    assert received["base_url"] == f"{simulator.url}/{name}"
    assert all(received[wanted] for wanted in get_adapter(name).credentials)


def test_jobs_are_listed(simulator: SimulatorServer) -> None:
    simulator.state.latency_seconds["fal"] = 60
    runner = _runner(simulator)
    runner.submit(cutout_request(), runner.job("cutout"))

    (accepted,) = httpx.get(_control(simulator, "jobs"), params={"provider": "fal"}).json()["jobs"]

    assert (accepted["provider"], accepted["state"]) == ("fal", "pending")
    assert accepted["inputs"] == {"image_url": "https://media.test/photo.png"}
    assert httpx.get(_control(simulator, "jobs?provider=bfl")).json() == {"jobs": []}


def test_faults_are_planted_from_outside(simulator: SimulatorServer) -> None:
    planted = [{"provider": "fal", "kind": "rate", "times": 2}, {"provider": "*", "kind": "stuck"}]

    result = httpx.post(_control(simulator, "faults"), json=planted)

    assert [fault["times"] for fault in result.json()["faults"]] == [2, 1]
    received = httpx.get(_control(simulator, "faults")).json()
    assert received == {**result.json(), "triggered": []}


@pytest.mark.parametrize("fault", [{"provider": "fal", "kind": "flood"}, {"color": 1}])
def test_senseless_faults_are_refused(simulator: SimulatorServer, fault: dict[str, str]) -> None:
    assert httpx.post(_control(simulator, "faults"), json=fault).status_code == 400


def test_latency_is_set_from_outside(simulator: SimulatorServer) -> None:
    httpx.post(_control(simulator, "latency"), json={"provider": "fal", "seconds": 60})
    runner = _runner(simulator)
    runner.submit(cutout_request(), runner.job("cutout"))

    (accepted,) = simulator.state.jobs_of("fal")

    assert accepted.ready_at - accepted.created_at == pytest.approx(60, abs=1)


def test_reset_forgets_everything(simulator: SimulatorServer) -> None:
    simulator.state.inject("fal", "rate")

    assert httpx.post(_control(simulator, "reset")).status_code == 204
    assert simulator.state.faults.listed() == []


@pytest.mark.parametrize("step", ["submit", "poll"])
def test_hanging_vendor_gives_no_reply(simulator: SimulatorServer, step: str) -> None:
    runner = _runner(simulator)
    job = runner.job("cutout")
    if step == "poll":
        _, job = runner.submit(cutout_request(), job)
        request = runner.adapter.build_poll(job)
    else:
        request = runner.adapter.build_submit(cutout_request(), job)
    jobs = len(simulator.state.jobs)
    simulator.state.inject("fal", "hang", at=step)

    with pytest.raises(ProviderTimeout):
        runner.send(replace(request, timeout_seconds=0.2))

    assert len(simulator.state.jobs) == jobs


def test_unknown_file_is_not_found(simulator: SimulatorServer) -> None:
    assert httpx.get(f"{simulator.url}/fal/_files/nobody/0-0.png").status_code == 404


def test_reading_vendor_wants_readable_images(simulator: SimulatorServer) -> None:
    runner, image_url = _runner(simulator), f"{simulator.url}/_control/jobs"
    simulator.state.reads_inputs = True
    try:
        runner.submit(cutout_request(photo=input_image(url=image_url)), runner.job("cutout"))
        with pytest.raises(ProviderInvalidRequest):
            runner.submit(
                cutout_request(photo=input_image(url=f"{simulator.url}/nowhere")),
                runner.job("cutout"),
            )
    finally:
        simulator.state.reads_inputs = False

    assert len(simulator.state.jobs) == 1
