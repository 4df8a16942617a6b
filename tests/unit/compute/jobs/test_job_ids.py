"""Which deliveries of a message belong to the same job."""

from uuid import UUID

from shared.compute.records.jobs import job_id_of
from shared.compute.records.tasks import ProviderCall


def call(token: str = "token", attempt: int = 0) -> ProviderCall:
    return ProviderCall(
        organization_id=UUID(int=1),
        task_id=UUID(int=2),
        node_id="picture",
        task_token=token,
        attempt=attempt,
    )


def test_second_delivery_is_the_same_job() -> None:
    assert job_id_of(call()) == job_id_of(call())


def test_other_token_is_another_job() -> None:
    assert job_id_of(call("other")) != job_id_of(call())


def test_retry_with_the_same_token_is_another_job() -> None:
    """On AWS a retry has a token of its own; the emulator keeps the first one."""
    assert job_id_of(call(attempt=1)) != job_id_of(call())
