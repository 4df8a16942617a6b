"""Platform's client against the real Compute API: what one sends, the other takes."""

from collections.abc import Iterator

import httpx
import pytest
from fastapi.testclient import TestClient

from shared.compute.schemas import Node, TaskSubmission
from shared.core.errors import Invalid, NotFound, Unavailable
from shared.core.ids import new_id
from shared.generation.compute_client import ComputeServerClient
from tests.integration.conftest import ADMIN_TOKEN_VALUE
from tests.integration.generation.generation_scene import FakeCompute, Started, start
from tests.integration.route_cases import Org


@pytest.fixture
def service(aws: None) -> Iterator[TestClient]:
    from functions.compute_api.app import create_app

    with TestClient(create_app()) as http:
        yield http


def client_with(service: TestClient, token: str) -> ComputeServerClient:
    def pass_on(request: httpx.Request) -> httpx.Response:
        answer = service.request(
            request.method, request.url.path, content=request.content, headers=request.headers
        )
        return httpx.Response(answer.status_code, content=answer.content)

    return ComputeServerClient("http://compute.test", lambda: token, httpx.MockTransport(pass_on))


@pytest.fixture
def real(service: TestClient) -> ComputeServerClient:
    return client_with(service, ADMIN_TOKEN_VALUE)


@pytest.fixture
def order(client: TestClient, compute: FakeCompute, look: Started, acme: Org) -> TaskSubmission:
    """What Platform orders for an ordinary look."""
    start(client, acme, look)
    return compute.orders[0]


def test_real_compute_takes_the_order_once(
    real: ComputeServerClient, order: TaskSubmission, acme: Org
) -> None:
    task_id = real.submit_task(order)
    assert real.submit_task(order) == task_id
    with pytest.raises(Unavailable, match="task_not_done"):
        real.get_task_result(task_id, acme.organization_id)


def test_task_of_another_organization_is_not_found(
    real: ComputeServerClient, order: TaskSubmission, rival: Org
) -> None:
    with pytest.raises(NotFound, match="task_not_found"):
        real.get_task_result(real.submit_task(order), rival.organization_id)


def test_refusal_says_what_is_wrong(real: ComputeServerClient, order: TaskSubmission) -> None:
    empty = Node(id="prepare", type="prepare", params={})
    broken = order.model_copy(update={"generation_id": new_id(), "tasks": (empty,)})
    with pytest.raises(Invalid, match="invalid_params: prepare: source_key: Field required"):
        real.submit_task(broken)


def test_wrong_token_is_our_fault_not_the_callers(
    service: TestClient, order: TaskSubmission
) -> None:
    with pytest.raises(Unavailable, match="compute_unavailable"):
        client_with(service, "wrong").submit_task(order)
