"""FASHN: the vendor's SDK against the simulator, and our requests against the SDK's types."""

from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

import fashn
import httpx
import pytest
from fashn.types.prediction_run_params import PredictionRunParams
from pydantic import TypeAdapter

from shared.core.set_vocabulary import Category
from shared.providers.adapter import ModelSpec
from shared.providers.requests import ShotFrame
from shared.providers.vendors.fashn import ADAPTER
from tests.scenes.adapter_parts import generate_request, job, request_for
from tests.simulator.server import SimulatorServer

_INPUTS = {"model_image": "https://media.test/a.png", "garment_image": "https://media.test/b.png"}


@pytest.fixture(scope="module")
def simulator() -> Iterator[SimulatorServer]:
    with SimulatorServer() as server:
        yield server


@pytest.fixture
def client(simulator: SimulatorServer) -> fashn.Fashn:
    simulator.state.reset()
    held = simulator.connections["fashn"]
    return fashn.Fashn(api_key=held["api_key"], base_url=held["base_url"], max_retries=0)


def test_subscription_ends_with_a_image(client: fashn.Fashn) -> None:
    done = client.predictions.subscribe(model_name="tryon-v1.6", inputs=_INPUTS)
    assert done.status == "completed"
    assert done.output
    assert httpx.get(done.output[0]).headers["content-type"] == "image/png"


def test_refused_run_has_a_structured_error(
    client: fashn.Fashn, simulator: SimulatorServer
) -> None:
    simulator.state.inject("fashn", "refusal")
    done = client.predictions.subscribe(model_name="tryon-v1.6", inputs=_INPUTS)
    assert done.status == "failed"
    assert done.error is not None
    assert done.error.name == "ContentModerationError"


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("rate", fashn.RateLimitError),
        ("no_credit", fashn.RateLimitError),
        ("auth", fashn.AuthenticationError),
        ("bad_input", fashn.BadRequestError),
        ("server_error", fashn.InternalServerError),
        ("lost_reply", fashn.APIConnectionError),
    ],
)
def test_fault_is_the_sdks_own_error(
    client: fashn.Fashn, simulator: SimulatorServer, kind: str, error: type[Exception]
) -> None:
    simulator.state.inject("fashn", kind)
    with pytest.raises(error):
        client.predictions.run(model_name="tryon-v1.6", inputs=_INPUTS)


def test_webhook_url_reaches_the_job(client: fashn.Fashn, simulator: SimulatorServer) -> None:
    simulator.state.inject("fashn", "webhook_lost")
    run = client.predictions.run(
        model_name="tryon-v1.6", inputs=_INPUTS, webhook_url="https://compute.test/hook"
    )
    assert simulator.state.jobs[run.id].callback_url == "https://compute.test/hook"


def _checked_by_the_sdk(accepted: dict[str, Any]) -> None:
    """Validates inputs against the SDK's types, which define all fields and choices."""
    types = {
        get_args(get_type_hints(kind)["model_name"])[0]: get_type_hints(kind)["inputs"]
        for kind in get_args(PredictionRunParams)
    }
    inputs = types[accepted["model_name"]]
    TypeAdapter(inputs).validate_python(accepted["inputs"])
    assert accepted["inputs"].keys() <= get_type_hints(inputs).keys()


@pytest.mark.parametrize(
    "model", ADAPTER.models, ids=lambda model: f"{model.capability}-{model.id}"
)
def test_our_requests_fit_the_sdks_types(model: ModelSpec) -> None:
    request = request_for(model.capability)
    accepted = job(ADAPTER, model.capability, model=model.id)
    _checked_by_the_sdk(ADAPTER.build_submit(request, accepted).json)


def test_our_packshots_fit_the_sdks_types() -> None:
    request = generate_request(shot=ShotFrame(category=Category.PACKSHOT, aspect_ratio="1:1"))
    _checked_by_the_sdk(ADAPTER.build_submit(request, job(ADAPTER, "generate")).json)
