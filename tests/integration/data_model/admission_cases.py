"""Accounts at providers: their places, who waits for one, and their health."""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from shared.aws.table import Table
from shared.compute.admission.repository import WaitingRoom
from shared.compute.admission.service import Lane, Lanes, Ticket
from shared.compute.contract.tasks import Priority
from shared.compute.routing.health import Health
from shared.core.ids import derived_id
from shared.providers.adapter import Limits
from tests.integration.data_model.stage import Case, Proof, Stage

_NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
_ONE = Limits(concurrent=1, per_minute=600)


def _full_lane(stage: Stage) -> tuple[Lane, list[UUID]]:
    """The organization's own account: one place, and two that wait for it."""
    lane = Lane("fal", str(stage.owner))
    lanes = Lanes(Table("compute"), lambda priority, message: None)
    waiting = [derived_id("job", stage.owner, n) for n in range(3)]
    for job_id in waiting:
        ticket = Ticket(
            job_id=job_id, organization_id=stage.owner, priority=Priority.DEFAULT, message="{}"
        )
        lanes.enter(lane, ticket, _ONE, _NOW)
    return lane, waiting[1:]


def _room() -> WaitingRoom:
    return WaitingRoom(Table("compute"))


def places(stage: Stage) -> Proof:
    lane, _ = _full_lane(stage)
    return Proof(lane._asdict(), ("PLACES",), lambda: _room().places(lane), by="sk")


def places_with_job(stage: Stage) -> Proof:
    lane, (job_id, _) = _full_lane(stage)
    return Proof(lane._asdict(), ("PLACES",), lambda: _room().read(lane, job_id), by="sk")


def line(stage: Stage) -> Proof:
    lane, waiting = _full_lane(stage)
    return Proof(lane._asdict(), tuple(waiting), lambda: _room().front(lane, count=2), by="job_id")


def waiter(stage: Stage) -> Proof:
    lane, (job_id, _) = _full_lane(stage)
    return Proof(
        {**lane._asdict(), "job": job_id},
        (job_id,),
        lambda: _room().records(lane, [str(job_id)]),
        by="job_id",
    )


def _failing_lane(stage: Stage) -> tuple[Lane, Health]:
    lane, health = Lane("fal", str(stage.owner)), Health(Table("compute"))
    health.record(lane, "server", derived_id("job", stage.owner), _NOW)
    return lane, health


def health_of_lane(stage: Stage) -> Proof:
    lane, health = _failing_lane(stage)
    return Proof(lane._asdict(), ("HEALTH",), lambda: health.read(lane), by="sk")


def health_of_lanes(stage: Stage) -> Proof:
    lane, health = _failing_lane(stage)
    lanes = [lane, Lane("bfl", str(stage.owner))]
    return Proof(lane._asdict(), ("HEALTH",), lambda: health.read_many(lanes), by="sk")


CASES: Mapping[str, Case] = {
    "AP110": places,
    "AP111": places_with_job,
    "AP112": line,
    "AP113": waiter,
    "AP114": health_of_lane,
    "AP115": health_of_lanes,
}
