"""Amazon Bedrock: boto3 against the simulator."""

import base64
import io
import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from PIL import Image

from tests.scenes.adapter_parts import png
from tests.simulator.faults import FaultKind
from tests.simulator.server import SimulatorServer

MODEL = "us.stability.stable-image-remove-background-v1:0"


@pytest.fixture(scope="module")
def simulator() -> Iterator[SimulatorServer]:
    with SimulatorServer() as server:
        yield server


@pytest.fixture
def client(simulator: SimulatorServer) -> Any:
    simulator.state.reset()
    secret = simulator.connections["bedrock"]
    return boto3.session.Session().client(
        "bedrock-runtime",
        region_name=secret["region"],
        endpoint_url=secret["base_url"],
        aws_access_key_id="AKID",
        aws_secret_access_key="secret",
        config=Config(retries={"total_max_attempts": 1}),
    )


def invoke(client: Any) -> dict[str, Any]:
    body = json.dumps({"image": base64.b64encode(png()).decode()})
    read = json.loads(client.invoke_model(modelId=MODEL, body=body)["body"].read())
    assert isinstance(read, dict)
    return read


def test_model_replies_with_a_cutout(client: Any, simulator: SimulatorServer) -> None:
    result = invoke(client)
    assert result["finish_reasons"] == [None]
    image = Image.open(io.BytesIO(base64.b64decode(result["images"][0])))
    assert (image.format, image.mode) == ("PNG", "RGBA")
    assert [accepted.model for accepted in simulator.state.jobs_of("bedrock")] == [MODEL]


def test_filter_is_a_finish_reason(client: Any, simulator: SimulatorServer) -> None:
    simulator.state.inject("bedrock", "refusal")
    assert invoke(client)["finish_reasons"] == ["Filter reason: prompt"]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("rate", "ThrottlingException"),
        ("no_credit", "ServiceQuotaExceededException"),
        ("auth", "AccessDeniedException"),
        ("bad_input", "ValidationException"),
        ("server_error", "ServiceUnavailableException"),
        ("job_failed", "ModelErrorException"),
    ],
)
def test_fault_is_the_sdk_s_error(
    client: Any, simulator: SimulatorServer, kind: FaultKind, name: str
) -> None:
    simulator.state.inject("bedrock", kind)
    with pytest.raises(ClientError) as caught:
        invoke(client)
    assert caught.value.response["Error"]["Code"] == name
