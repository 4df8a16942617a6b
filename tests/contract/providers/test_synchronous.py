"""Adapters of synchronous services: all capabilities and faults."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from botocore.credentials import Credentials
from PIL import Image

from shared.aws.signing import Signer
from shared.providers import errors
from shared.providers.adapter import Adapter, HttpRequest
from shared.providers.authorizers import authorizers
from shared.providers.http import ProviderClient
from shared.providers.registry import get_adapter
from shared.providers.requests import Capability, ProviderRequest
from tests.scenes.adapter_parts import inpaint_request, input_image, png, request_for
from tests.scenes.adapter_run import Runner
from tests.simulator.faults import FaultKind
from tests.simulator.server import SimulatorServer

NAMES = ("anthropic", "bedrock", "gemini", "openai", "vertex_tryon")
TEXTS = ("analyze", "caption", "prompt")
SCHEMA = {
    "type": "object",
    "properties": {"title": {"type": "string"}, "colors": {"type": "array"}},
    "required": ["title", "colors"],
}


@pytest.fixture(scope="module")
def simulator() -> Iterator[SimulatorServer]:
    with SimulatorServer() as server:
        yield server


@pytest.fixture(scope="module")
def client() -> ProviderClient:
    return ProviderClient(authorizers(Signer("bedrock", Credentials("AKID", "secret", "token"))))


@pytest.fixture(params=NAMES)
def adapter(request: pytest.FixtureRequest) -> Adapter:
    return get_adapter(request.param)


@pytest.fixture
def runner(adapter: Adapter, simulator: SimulatorServer, client: ProviderClient) -> Runner:
    simulator.state.reset()
    simulator.state.latency_seconds[adapter.name] = 0.0
    return Runner(adapter, simulator, client)


def request(capability: Capability) -> ProviderRequest:
    if capability == "inpaint":
        return inpaint_request(mask=input_image(png()))
    return request_for(capability)


def first_capability(adapter: Adapter) -> Capability:
    return adapter.models[0].capability


@pytest.mark.parametrize(
    ("name", "capability"),
    [(name, model.capability) for name in NAMES for model in get_adapter(name).models],
)
def test_every_capability_has_a_reply(
    name: str, capability: Capability, simulator: SimulatorServer, client: ProviderClient
) -> None:
    runner = Runner(get_adapter(name), simulator, client)
    done = runner.run(capability, request(capability))
    if capability in TEXTS:
        assert done.text
        return
    (file,) = done.files
    with Image.open(io.BytesIO(file.body)) as image:
        assert image.get_format_mimetype() == file.mime
        assert min(image.size) > 100
        assert ("A" in image.getbands()) == (capability == "cutout")


@pytest.mark.parametrize("name", ["anthropic", "gemini", "openai"])
def test_schema_is_satisfied(name: str, simulator: SimulatorServer, client: ProviderClient) -> None:
    request = request_for("analyze", reply_schema=SCHEMA)
    done = Runner(get_adapter(name), simulator, client).run("analyze", request)
    assert set(json.loads(done.text)) == {"title", "colors"}


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("rate", errors.ProviderRateLimited),
        ("rate_with_hint", errors.ProviderRateLimited),
        ("no_credit", errors.ProviderOutOfCredit),
        ("server_error", errors.ProviderUnavailable),
        ("bad_input", errors.ProviderInvalidRequest),
        ("auth", errors.ProviderAuthFailed),
    ],
)
def test_rejection_has_its_class(
    runner: Runner, kind: FaultKind, error: type[errors.ProviderError]
) -> None:
    runner.state.inject(runner.adapter.name, kind, seconds=4)
    with pytest.raises(error) as caught:
        runner.run(first_capability(runner.adapter))
    assert not runner.state.jobs
    if kind.startswith("rate"):
        hint = 4 if kind == "rate_with_hint" else None
        assert caught.value.retry_after_seconds == hint


def test_refusal_is_distinguished(runner: Runner) -> None:
    runner.state.inject(runner.adapter.name, "refusal")
    with pytest.raises(errors.ProviderRefused):
        runner.run(first_capability(runner.adapter))


def test_failed_job_may_go_elsewhere(runner: Runner) -> None:
    runner.state.inject(runner.adapter.name, "job_failed")
    with pytest.raises(errors.ProviderError) as caught:
        runner.run(first_capability(runner.adapter))
    assert caught.value.next_may_help


@pytest.mark.parametrize("name", ["anthropic", "gemini", "openai"])
def test_refused_words_have_their_classes(
    name: str, simulator: SimulatorServer, client: ProviderClient
) -> None:
    simulator.state.reset()
    simulator.state.inject(name, "refusal")
    with pytest.raises(errors.ProviderRefused):
        Runner(get_adapter(name), simulator, client).run("caption")


def test_lost_reply_leaves_a_billed_job(runner: Runner) -> None:
    runner.state.inject(runner.adapter.name, "lost_reply")
    with pytest.raises(errors.ProviderUnavailable):
        runner.run(first_capability(runner.adapter))
    assert len(runner.state.jobs_of(runner.adapter.name)) == 1


def test_hanging_submit_times_out(runner: Runner) -> None:
    runner.state.inject(runner.adapter.name, "hang")
    capability = first_capability(runner.adapter)
    job = runner.job(capability)
    hurried: HttpRequest = replace(
        runner.adapter.build_submit(request(capability), job), timeout_seconds=0.3
    )
    with pytest.raises(errors.ProviderTimeout):
        runner.send(hurried)


def test_wrong_account_is_auth(runner: Runner) -> None:
    wrong = {"api_key": "wrong", "access_token": "wrong"}
    secrets = {**runner.connection.secrets, **wrong}
    runner.connection = replace(runner.connection, secrets=secrets)
    with pytest.raises(errors.ProviderAuthFailed):
        runner.run(first_capability(runner.adapter))
