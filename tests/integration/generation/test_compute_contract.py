"""Platform's client against the real Compute API."""

from collections.abc import Iterator

import httpx
import pytest
from fastapi.testclient import TestClient

from shared.aws.clients import client as aws_client
from shared.compute.contract.costs import BudgetSet
from shared.compute.contract.providers import CancelRequest
from shared.compute.contract.tasks import Node, TaskSubmission
from shared.compute_client.client import ComputeServerClient
from shared.core.errors import Invalid, NotFound, Unavailable
from shared.core.ids import new_id
from tests.integration.route_cases import Org
from tests.scenes.documented_client import DocumentedClient
from tests.scenes.fake_compute import FakeCompute
from tests.scenes.generation_scene import Started, start
from tests.scenes.secrets import ADMIN_TOKEN_VALUE


@pytest.fixture
def service(aws: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Has a queue for its checks and no credentials of providers."""
    checks = aws_client("sqs").create_queue(QueueName="provider-checks")
    monkeypatch.setenv("CHECKS_QUEUE", checks["QueueUrl"])
    monkeypatch.setenv("PROVIDERS_SECRET", "sartiq-test/providers")
    from functions.compute_api.app import create_app

    with DocumentedClient(create_app(), "compute.json") as http:
        yield http


def client_with(service: TestClient, token: str) -> ComputeServerClient:
    def pass_on(request: httpx.Request) -> httpx.Response:
        address = request.url.raw_path.decode()
        answer = service.request(
            request.method, address, content=request.content, headers=dict(request.headers)
        )
        return httpx.Response(answer.status_code, content=answer.content)

    return ComputeServerClient("http://compute.test", lambda: token, httpx.MockTransport(pass_on))


@pytest.fixture
def real(service: TestClient) -> ComputeServerClient:
    return client_with(service, ADMIN_TOKEN_VALUE)


@pytest.fixture
def order(client: TestClient, compute: FakeCompute, look: Started, acme: Org) -> TaskSubmission:
    """The order of Platform for an ordinary look."""
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


def test_order_is_priced_before_it_is_placed(
    real: ComputeServerClient, order: TaskSubmission
) -> None:
    estimate = real.estimate_task(order)
    assert {node.node_id for node in estimate.nodes} == {node.id for node in order.tasks}
    assert estimate.min_microusd <= estimate.expected_microusd <= estimate.max_microusd


def test_task_is_looked_at_and_cancelled(
    real: ComputeServerClient, order: TaskSubmission, acme: Org, rival: Org
) -> None:
    task_id, owner = real.submit_task(order), acme.organization_id
    assert [node.id for node in real.get_task(task_id, owner).nodes]
    with pytest.raises(NotFound, match="task_not_found"):
        real.cancel_task(task_id, rival.organization_id)
    assert str(real.cancel_task(task_id, owner).task_id) == task_id
    report = real.cancel_tasks(CancelRequest(scope="all"), owner)
    assert set(report.generation_ids) <= {order.generation_id}


def test_budget_bounds_what_is_taken(
    real: ComputeServerClient, order: TaskSubmission, acme: Org
) -> None:
    owner = acme.organization_id
    set_to = real.set_budget(owner, "organization", "all", BudgetSet(limit_microusd=0))
    assert set_to in real.get_budgets(owner).items
    assert real.get_costs(owner, {"group_by": "day", "limit": "5"}).amount_microusd == 0


def test_providers_status_is_read(real: ComputeServerClient, acme: Org) -> None:
    assert "studio" in {p.name for p in real.get_providers_status(acme.organization_id).items}
