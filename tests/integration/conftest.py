"""The cloud in-process: moto with the tables of infra_cdk, two organizations, an HTTP client.

Whatever a test does not ask for is not imported: the app only with `client`.
"""

import json
import os
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from moto import mock_aws
from moto.sqs.models import sqs_backends

from infra_cdk.tables import ALL, TableSpec
from shared.aws import clients, keys
from shared.aws.bucket import Bucket
from shared.aws.keys import Noun
from shared.aws.outbox import read_event
from shared.aws.secrets import Secrets
from shared.aws.table import Query, Table
from shared.core.clock import utc_now
from shared.core.events import Event
from shared.core.ids import derived_id
from shared.identity.models import Membership, Organization, User
from shared.identity.principal import Principal
from shared.identity.repository import OrganizationRepository, UserRepository
from shared.identity.scopes import Role
from shared.identity.tokens import TokenSigner
from shared.wiring import process
from tests.integration.route_cases import Org
from tests.scenes.documented_client import DocumentedClient
from tests.scenes.secrets import ADMIN_TOKEN_VALUE, CALLBACK_SECRET_VALUE, JWT_SECRET_VALUE

REGION = "us-east-1"
# By their variables; the `queues` fixture makes them, for few tests send anything.
QUEUES = {
    name: f"https://sqs.{REGION}.amazonaws.com/123456789012/{name.lower().replace('_', '-')}"
    for name in ("HIGH_PRIORITY_QUEUE", "DEFAULT_QUEUE", "LOW_PRIORITY_QUEUE", "CHECKS_QUEUE")
}
_ROLE_ARN = "arn:aws:iam::123456789012:role/tests"
_PASS = {"StartAt": "Done", "States": {"Done": {"Type": "Pass", "End": True}}}


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty account with everything the stacks would have made, and its environment."""
    environment = {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_SESSION_TOKEN": "testing",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "STAGE": "test",
        "PLATFORM_TABLE": "platform",
        "COMPUTE_TABLE": "compute",
        "CONNECTIONS_TABLE": "connections",
        "MEDIA_BUCKET": "media-test",
        "EVENT_BUS": "sartiq",
        "CDN_BASE_URL": "https://cdn.test",
        "COMPUTE_SERVER_API_URL": "http://compute.test",
        "SOCKET_ENDPOINT": "http://sockets.test",
        "CALLBACK_BASE_URL": "https://compute.test",
        **QUEUES,
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    with mock_aws():
        _forget_cached_clients()
        for name, arn in _make_account().items():
            monkeypatch.setenv(name, arn)
        yield
    _forget_cached_clients()


def _make_account() -> dict[str, str]:
    """Tables, bucket, bus, secrets and state machines; the ARNs by their variable's name."""
    for spec in ALL:
        clients.client("dynamodb").create_table(**_table_definition(spec))
    clients.client("s3").create_bucket(Bucket="media-test")
    clients.client("events").create_event_bus(Name="sartiq")
    secrets, machines = clients.client("secretsmanager"), clients.client("stepfunctions")
    values = {
        "JWT_SECRET": JWT_SECRET_VALUE,
        "COMPUTE_SERVER_ADMIN_TOKEN": ADMIN_TOKEN_VALUE,
        "PROVIDERS_SECRET": "{}",
        "CALLBACK_SECRET": CALLBACK_SECRET_VALUE,
    }
    arns = {
        name: secrets.create_secret(Name=name, SecretString=value)["ARN"]
        for name, value in values.items()
    }
    # Told by its name, for organizations' own are below it.
    arns["PROVIDERS_SECRET"] = "PROVIDERS_SECRET"
    for name in ("GENERATION_MACHINE", "EXPORT_MACHINE"):
        made = machines.create_state_machine(
            name=name, definition=json.dumps(_PASS), roleArn=_ROLE_ARN
        )
        arns[name] = made["stateMachineArn"]
    return arns


def _table_definition(spec: TableSpec) -> dict[str, Any]:
    """The same table as the stacks build from `spec`, as `CreateTable` takes it."""

    def schema(prefix: str) -> list[dict[str, str]]:
        return [
            {"AttributeName": f"{prefix}pk", "KeyType": "HASH"},
            {"AttributeName": f"{prefix}sk", "KeyType": "RANGE"},
        ]

    prefixes = ("", *spec.indexes)
    definition: dict[str, Any] = {
        "TableName": spec.name,
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": schema(""),
        "AttributeDefinitions": [
            {"AttributeName": f"{prefix}{part}", "AttributeType": "S"}
            for prefix in prefixes
            for part in ("pk", "sk")
        ],
    }
    if spec.indexes:
        definition["GlobalSecondaryIndexes"] = [
            {"IndexName": i, "KeySchema": schema(i), "Projection": {"ProjectionType": "ALL"}}
            for i in spec.indexes
        ]
    if spec.stream:
        definition["StreamSpecification"] = {
            "StreamEnabled": True,
            "StreamViewType": spec.stream,
        }
    return definition


def _forget_cached_clients() -> None:
    """Clients and services live as long as a process; here a process sees many accounts."""
    clients.client.cache_clear()
    process.get_platform.cache_clear()
    process.get_compute.cache_clear()


@pytest.fixture
def platform_table(aws: None) -> Table:
    return Table("platform")


@pytest.fixture
def compute_table(aws: None) -> Table:
    return Table("compute")


@pytest.fixture
def connections_table(aws: None) -> Table:
    return Table("connections")


@pytest.fixture
def bucket(aws: None) -> Bucket:
    return Bucket("media-test")


@pytest.fixture
def queues(aws: None) -> Callable[[str], list[dict[str, Any]]]:
    """Compute's queues. Reads what waits in the queue of that variable, also what is delayed."""
    sqs = clients.client("sqs")
    for url in QUEUES.values():
        sqs.create_queue(QueueName=url.rpartition("/")[2])

    def messages(name: str) -> list[dict[str, Any]]:
        backend = sqs_backends["123456789012"][REGION]
        queue = backend.queues[QUEUES[name].rpartition("/")[2]]
        return [json.loads(message.body) for message in queue._messages]

    return messages


@pytest.fixture
def client(aws: None) -> Iterator[TestClient]:
    from functions.api.app import create_app

    with DocumentedClient(create_app(), "platform.json") as http:
        yield http


@pytest.fixture
def issue_headers(aws: None) -> Callable[[Principal], dict[str, str]]:
    signer = TokenSigner(Secrets(), os.environ["JWT_SECRET"])
    return lambda principal: {"Authorization": f"Bearer {signer.issue_access(principal)}"}


@pytest.fixture
def acme(platform_table: Table, issue_headers: Callable[[Principal], dict[str, str]]) -> Org:
    return _make_organization(platform_table, "Acme", issue_headers)


@pytest.fixture
def rival(platform_table: Table, issue_headers: Callable[[Principal], dict[str, str]]) -> Org:
    return _make_organization(platform_table, "Rival", issue_headers)


def _make_organization(
    table: Table, name: str, issue_headers: Callable[[Principal], dict[str, str]]
) -> Org:
    """As after a registration, but without starters, password or events, which take time."""
    organization_id, user_id = derived_id("organization", name), derived_id("user", name)
    at, email = utc_now(), f"owner@{name.lower()}.test"
    users, organizations = UserRepository(table), OrganizationRepository(table)
    user = User(
        id=user_id, email=email, name="Olga", password_hash="", created_at=at, updated_at=at
    )
    organization = Organization(
        id=organization_id,
        organization_id=organization_id,
        name=name,
        slug=name.lower(),
        created_at=at,
        updated_at=at,
        created_by=user_id,
    )
    principal = Principal(user_id=user_id, organization_id=organization_id, role=Role.OWNER)
    membership = Membership(**principal.model_dump(exclude={"session_id"}), created_at=at)
    organizations.commit(
        *users.creation(user), organizations.creation(organization), users.admission(membership)
    )
    return Org(organization_id, user_id, principal, issue_headers(principal))


@pytest.fixture
def headers_for(
    issue_headers: Callable[[Principal], dict[str, str]],
) -> Callable[[Org, Role], dict[str, str]]:
    """The bearer of a colleague: another person of the same organization, with that role."""

    def headers(org: Org, role: Role) -> dict[str, str]:
        user_id: UUID = derived_id("user", org.organization_id, role)
        return issue_headers(
            Principal(user_id=user_id, organization_id=org.organization_id, role=role)
        )

    return headers


@pytest.fixture
def events(platform_table: Table) -> Callable[[Org], list[Event]]:
    """What the organization's outbox holds, in the order in which it happened."""

    def of(org: Org) -> list[Event]:
        outbox = Query(keys.partition(org.organization_id, Noun.OUTBOX))
        found = [read_event(item) for item in platform_table.every(outbox)]
        return sorted(found, key=lambda event: (event.occurred_at, str(event.id)))

    return of
