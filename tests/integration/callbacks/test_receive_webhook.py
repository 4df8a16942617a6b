"""The callback endpoint as API Gateway calls it: only genuine callbacks have an effect."""

import base64
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from standardwebhooks.webhooks import Webhook

from functions.callbacks import receive_webhook
from shared.aws.clients import client
from shared.aws.secrets import Secrets
from shared.aws.table import Table
from shared.compute.contract.tasks import Priority
from shared.compute.jobs.callbacks import CallbackAddress
from shared.compute.jobs.repository import JobRepository
from shared.compute.records.jobs import ProviderJob
from shared.core.clock import utc_now
from shared.core.ids import derived_id
from shared.providers.replies import Submitted

ORG, OTHER_ORG = UUID(int=0xACE), UUID(int=0xBAD)
SIGNING_SECRET = "whsec_" + base64.b64encode(b"a secret that replicate knows").decode()
ACCOUNTS = {
    "luma": {"api_key": "luma's key"},
    "replicate": {"api_key": "replicate's key", "webhook_secret": SIGNING_SECRET},
}
DONE = {"luma": b'{"state": "completed"}', "replicate": '{"status": "succeeded", "é": 1}'.encode()}
Queues = Callable[[str], list[dict[str, Any]]]


@dataclass(frozen=True)
class Call:
    """One callback; a test replaces the parts to forge."""

    provider: str
    organization_id: str
    job_id: str
    token: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    is_base64: bool = False

    def send(self) -> dict[str, Any]:
        body = base64.b64encode(self.body) if self.is_base64 else self.body
        return receive_webhook.handler(
            {
                "pathParameters": {
                    "provider": self.provider,
                    "organization_id": self.organization_id,
                    "job_id": self.job_id,
                },
                "queryStringParameters": {"t": self.token} if self.token else None,
                "headers": self.headers,
                "body": body.decode(),
                "isBase64Encoded": self.is_base64,
                "requestContext": {"requestId": "request-1"},
            },
            None,
        )


def changed(call: Call, **changes: Any) -> Call:
    return Call(**{**vars(call), **changes})


def signed(call: Call, secret: str = SIGNING_SECRET, age: timedelta = timedelta()) -> Call:
    at = utc_now() - age
    headers = {
        "Webhook-Id": "msg_1",
        "Webhook-Timestamp": str(int(at.timestamp())),
        "Webhook-Signature": Webhook(secret).sign("msg_1", at, call.body.decode()),
    }
    return changed(call, headers=headers)


@pytest.fixture
def jobs(compute_table: Table) -> JobRepository:
    client("secretsmanager").put_secret_value(
        SecretId=os.environ["PROVIDERS_SECRET"], SecretString=json.dumps(ACCOUNTS)
    )
    return JobRepository(compute_table)


def submitted_job(jobs: JobRepository, provider: str) -> ProviderJob:
    """A job that was submitted to the provider."""
    now = utc_now()
    job = ProviderJob(
        id=derived_id("job", provider),
        organization_id=ORG,
        task_id=UUID(int=1),
        node_id="generate_0",
        task_token="token",
        priority=Priority.DEFAULT,
        capability="generate",
        provider=provider,
        model="m",
        owner="platform",
        created_at=now,
        deadline_at=now + timedelta(minutes=5),
    )
    jobs.create(job)
    jobs.begin_submit(job, now, now + timedelta(minutes=1))
    jobs.submitted(job, Submitted("upstream"))
    return job


def call_for(job: ProviderJob, **changes: Any) -> Call:
    """What the provider sends when it is done, to the address that it was given."""
    url = CallbackAddress("https://compute.test", Secrets(), os.environ["CALLBACK_SECRET"]).of(job)
    parts = urlsplit(url)
    _, place, provider, organization_id, job_id = parts.path.split("/")
    assert place == "webhooks"
    token = parse_qs(parts.query)["t"][0]
    plain = Call(provider, organization_id, job_id, token, DONE[provider])
    return changed(plain, **changes)


@pytest.fixture
def luma(jobs: JobRepository) -> Call:
    """A provider that does not sign."""
    return call_for(submitted_job(jobs, "luma"))


@pytest.fixture
def replicate(jobs: JobRepository) -> Call:
    return call_for(submitted_job(jobs, "replicate"))


def code_of(answer: dict[str, Any]) -> tuple[int, str]:
    assert answer["headers"] == {"Content-Type": "application/problem+json"}
    problem = json.loads(answer["body"])
    assert problem["request_id"] == "request-1"
    return answer["statusCode"], problem["code"]


def checks_of(call: Call) -> list[dict[str, Any]]:
    asked = {"kind": "job", "organization_id": call.organization_id, "job_id": call.job_id}
    return [{**asked, "cause": "callback"}]


def test_genuine_callback_causes_a_check(luma: Call, queues: Queues) -> None:
    assert luma.send() == {"statusCode": 200, "body": ""}
    assert queues("CHECKS_QUEUE") == checks_of(luma)


def test_signed_callback_causes_a_check(replicate: Call, queues: Queues) -> None:
    assert signed(replicate).send()["statusCode"] == 200
    assert queues("CHECKS_QUEUE") == checks_of(replicate)


def test_base64_body_is_verified_as_it_came(replicate: Call, queues: Queues) -> None:
    assert changed(signed(replicate), is_base64=True).send()["statusCode"] == 200
    assert queues("CHECKS_QUEUE") == checks_of(replicate)


def test_repeated_callback_is_accepted(luma: Call, queues: Queues) -> None:
    """Each only queues a check; the check ends a job once."""
    assert [luma.send()["statusCode"] for _ in range(3)] == [200, 200, 200]
    assert queues("CHECKS_QUEUE") == checks_of(luma) * 3


def test_late_callback_changes_nothing(luma: Call, jobs: JobRepository, queues: Queues) -> None:
    job = jobs.find(ORG, UUID(luma.job_id))
    assert job is not None
    jobs.end(job)
    assert luma.send()["statusCode"] == 200
    assert queues("CHECKS_QUEUE") == []


def test_progress_causes_no_check(luma: Call, queues: Queues) -> None:
    assert changed(luma, body=b'{"state": "dreaming"}').send()["statusCode"] == 200
    assert queues("CHECKS_QUEUE") == []


@pytest.mark.parametrize("token", ["", "forged", "förged", "A" * 43])
def test_forged_token_is_refused(token: str, luma: Call, queues: Queues) -> None:
    assert code_of(changed(luma, token=token).send()) == (401, "bad_callback")
    assert queues("CHECKS_QUEUE") == []


def test_token_of_another_job_is_refused(luma: Call, replicate: Call, queues: Queues) -> None:
    stolen = changed(luma, token=replicate.token)
    assert code_of(stolen.send()) == (401, "bad_callback")
    moved = changed(luma, organization_id=str(OTHER_ORG))
    assert code_of(moved.send()) == (401, "bad_callback")
    assert queues("CHECKS_QUEUE") == []


def test_previous_key_is_accepted_during_a_rotation(luma: Call, queues: Queues) -> None:
    client("secretsmanager").put_secret_value(
        SecretId=os.environ["CALLBACK_SECRET"], SecretString="the next key"
    )
    assert luma.send()["statusCode"] == 200
    assert queues("CHECKS_QUEUE") == checks_of(luma)


def test_bad_signature_is_refused(replicate: Call, queues: Queues) -> None:
    """The token alone is not enough where the provider signs."""
    other = "whsec_" + base64.b64encode(b"another secret").decode()
    forgeries = (
        replicate,
        signed(replicate, secret=other),
        signed(replicate, age=timedelta(minutes=10)),
        changed(signed(replicate), body=b'{"status": "succeeded"}'),
    )
    for forged in forgeries:
        assert code_of(forged.send()) == (401, "bad_callback")
    assert queues("CHECKS_QUEUE") == []


def test_account_that_is_gone_verifies_nothing(replicate: Call, queues: Queues) -> None:
    client("secretsmanager").put_secret_value(
        SecretId=os.environ["PROVIDERS_SECRET"], SecretString="{}"
    )
    assert code_of(signed(replicate).send()) == (401, "bad_callback")


def test_unknown_job_is_not_found(jobs: JobRepository, queues: Queues) -> None:
    """With a token that we made, such as for an order that has expired."""
    job = submitted_job(jobs, "luma").model_copy(update={"id": UUID(int=77)})
    assert code_of(call_for(job).send()) == (404, "job_not_found")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"provider": "nobody"}, "provider_not_found"),
        ({"provider": ""}, "provider_not_found"),
        ({"job_id": "7"}, "job_not_found"),
        ({"organization_id": "acme"}, "job_not_found"),
    ],
)
def test_malformed_address_is_not_found(
    changes: dict[str, str], code: str, luma: Call, queues: Queues
) -> None:
    assert code_of(changed(luma, **changes).send()) == (404, code)
    assert queues("CHECKS_QUEUE") == []
