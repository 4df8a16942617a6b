"""Access patterns of provider accounts: their permits, queued jobs and health."""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from shared.aws.table import Table
from shared.compute.admission.repository import AdmissionRepository
from shared.compute.admission.service import Account, AdmissionRequest, AdmissionService
from shared.compute.contract.tasks import Priority
from shared.compute.routing.health import Health
from shared.core.ids import derived_id
from shared.providers.adapter import Limits
from tests.integration.data_model.stage import Case, Proof, Stage

_NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
_ONE = Limits(concurrent=1, per_minute=600)


def _full_account(stage: Stage) -> tuple[Account, list[UUID]]:
    """The organization's own account, with one permit granted and two queued jobs."""
    account = Account("fal", str(stage.owner))
    admission = AdmissionService(Table("compute"), lambda priority, message: None)
    waiting = [derived_id("job", stage.owner, n) for n in range(3)]
    for job_id in waiting:
        queued = AdmissionRequest(
            job_id=job_id, organization_id=stage.owner, priority=Priority.DEFAULT, message="{}"
        )
        admission.acquire(account, queued, _ONE, _NOW)
    return account, waiting[1:]


def _repository() -> AdmissionRepository:
    return AdmissionRepository(Table("compute"))


def permits(stage: Stage) -> Proof:
    account, _ = _full_account(stage)
    return Proof(account._asdict(), ("PERMITS",), lambda: _repository().permits(account), by="sk")


def permits_with_request(stage: Stage) -> Proof:
    account, (job_id, _) = _full_account(stage)
    return Proof(
        account._asdict(), ("PERMITS",), lambda: _repository().read(account, job_id), by="sk"
    )


def queue(stage: Stage) -> Proof:
    account, waiting = _full_account(stage)
    return Proof(
        account._asdict(),
        tuple(waiting),
        lambda: _repository().front(account, count=2),
        by="job_id",
    )


def request(stage: Stage) -> Proof:
    account, (job_id, _) = _full_account(stage)
    return Proof(
        {**account._asdict(), "job": job_id},
        (job_id,),
        lambda: _repository().requests(account, [str(job_id)]),
        by="job_id",
    )


def _failing_account(stage: Stage) -> tuple[Account, Health]:
    account, health = Account("fal", str(stage.owner)), Health(Table("compute"))
    health.record(account, "server", derived_id("job", stage.owner), _NOW)
    return account, health


def health_of_account(stage: Stage) -> Proof:
    account, health = _failing_account(stage)
    return Proof(account._asdict(), ("HEALTH",), lambda: health.read(account), by="sk")


def health_of_accounts(stage: Stage) -> Proof:
    account, health = _failing_account(stage)
    accounts = [account, Account("bfl", str(stage.owner))]
    return Proof(account._asdict(), ("HEALTH",), lambda: health.read_many(accounts), by="sk")


CASES: Mapping[str, Case] = {
    "AP110": permits,
    "AP111": permits_with_request,
    "AP112": queue,
    "AP113": request,
    "AP114": health_of_account,
    "AP115": health_of_accounts,
}
