"""Generations in the platform table, listed by shot (gsi1) and by status (gsi2).

Events about a generation arrive late, twice and out of order, and two of them may be handled at
once. So no change here is read-then-write: each is one update that states what must still hold.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.aws import keys
from shared.aws.attributes import Item
from shared.aws.keys import GSI1, GSI2, Key, Noun
from shared.aws.repository import Repository
from shared.aws.table import Query
from shared.aws.writes import Put, Update
from shared.compute.contract.tasks import (
    Failure,
    Progress,
    QueuePosition,
    TaskResult,
    TaskSubmission,
)
from shared.core.clock import iso
from shared.core.errors import Conflict
from shared.core.paging import Page
from shared.generation.errors import GENERATION_EXISTS, GENERATION_MOVED_ON, GENERATION_NOT_FOUND
from shared.generation.models import Generation, GenerationStatus

COMPUTE_UNAVAILABLE = "compute_unavailable"


class GenerationMovedOn(Conflict):
    """The generation is further than what was to be written of it: this comes late."""

    def __init__(self) -> None:
        super().__init__(GENERATION_MOVED_ON, "The generation is further than that already.")


class GenerationRepository(Repository[Generation]):
    entity = Generation
    noun = Noun.GENERATION
    title = "Generation"
    not_found = GENERATION_NOT_FOUND
    exists = GENERATION_EXISTS

    def indexes(self, entity: Generation) -> Item:
        return {
            "gsi1pk": keys.collection(entity.organization_id, Noun.SHOT, entity.shot_id),
            "gsi1sk": f"{keys.member_prefix(self.noun)}{entity.id}",
            "gsi2pk": keys.by_status(entity.organization_id, self.noun, entity.status),
            "gsi2sk": f"{iso(entity.created_at)}#{entity.id}",
        }

    def list_of_shot(
        self,
        organization_id: UUID,
        shot_id: UUID,
        *,
        status: GenerationStatus | None,
        limit: int,
        cursor: str | None,
    ) -> Page[Generation]:
        query = Query(
            keys.collection(organization_id, Noun.SHOT, shot_id),
            prefix=keys.member_prefix(self.noun),
            index=GSI1,
            descending=True,
            filter="#status = :status" if status else "",
            values={"status": str(status)} if status else {},
        )
        return self.paged(query, limit=limit, cursor=cursor)

    def list_in_status(
        self, organization_id: UUID, status: GenerationStatus, *, limit: int, cursor: str | None
    ) -> Page[Generation]:
        query = Query(
            keys.by_status(organization_id, self.noun, status), index=GSI2, descending=True
        )
        return self.paged(query, limit=limit, cursor=cursor)

    def order(self, generation: Generation, submission: TaskSubmission) -> Put:
        """What is asked of Compute, word for word: to ask again if we die before it has it."""
        item = {"kind": "ORDER", "submission": submission.model_dump_json()}
        return Put({**_order_key(generation.organization_id, generation.id)._asdict(), **item})

    def find_order(self, organization_id: UUID, generation_id: UUID) -> TaskSubmission | None:
        item = self.table.get(_order_key(organization_id, generation_id))
        return TaskSubmission.model_validate_json(item["submission"]) if item else None

    def submission(self, generation: Generation, workflow_id: str, at: datetime) -> Update:
        """Compute has it."""
        return self._change(
            generation,
            GenerationStatus.PROCESSING,
            at,
            workflow_id=workflow_id,
            started_at=iso(generation.started_at or at),
        )

    def progress(
        self, generation: Generation, progress: Progress, happened_at: datetime, at: datetime
    ) -> Update:
        """Upwards only, and only while the generation is open. It waits no longer."""
        update = self._change(
            generation,
            GenerationStatus.PROCESSING,
            at,
            started_at=iso(generation.started_at or at),
            queue=None,
            queue_at=iso(happened_at),
            **progress.model_dump(),
        )
        return replace(
            update,
            condition=f"{update.condition} AND #percent < :new_percent",
            values={**update.values, "new_percent": progress.percent},
        )

    def waiting(
        self,
        generation: Generation,
        queue: QueuePosition,
        progress: Progress,
        happened_at: datetime,
        at: datetime,
    ) -> Update:
        """Its place at a provider, unless it has been heard to be further than that."""
        update = self._change(
            generation,
            GenerationStatus.PROCESSING,
            at,
            started_at=iso(generation.started_at or at),
            queue=queue.model_dump(mode="json"),
            queue_at=iso(happened_at),
        )
        newest = "attribute_not_exists(#queue_at) OR #queue_at = :never OR #queue_at < :queue_at"
        return replace(
            update,
            condition=f"{update.condition} AND #percent <= :seen_percent AND ({newest})",
            values={
                **update.values,
                "seen_percent": progress.percent,
                "never": None,
                "queue_at": iso(happened_at),
            },
        )

    def completion(
        self,
        generation: Generation,
        result: TaskResult,
        prediction_ids: tuple[UUID, ...],
        at: datetime,
    ) -> Update:
        """The end, with predictions; also of what was given up because Compute seemed away."""
        update = self._change(
            generation,
            GenerationStatus.COMPLETED,
            at,
            workflow_id=str(result.task_id),
            percent=100,
            nodes_done=generation.nodes_total,
            prediction_ids=[str(prediction_id) for prediction_id in prediction_ids],
            cost_microusd=result.cost_microusd,
            error_code=result.error.code if result.error else None,
            error_message=result.error.detail if result.error else None,
            started_at=iso(generation.started_at or result.timings.started_at or at),
            completed_at=iso(at),
            queue=None,
        )
        return replace(
            update,
            condition=f"{update.condition} OR #error_code = :lost_touch",
            values={**update.values, "lost_touch": COMPUTE_UNAVAILABLE},
        )

    def failure(
        self,
        generation: Generation,
        error: Failure,
        at: datetime,
        to: GenerationStatus = GenerationStatus.FAILED,
    ) -> Update:
        """The end without predictions: failed, or cancelled."""
        return self._change(
            generation,
            to,
            at,
            error_code=error.code,
            error_message=error.detail,
            completed_at=iso(at),
            queue=None,
        )

    def abandonment(
        self,
        generation: Generation,
        error: Failure,
        at: datetime,
        to: GenerationStatus = GenerationStatus.FAILED,
    ) -> Update:
        """The end of what was not ordered; void if Compute has been heard to work on it."""
        return replace(
            self.failure(generation, error, at, to),
            condition="#status = :pending",
            values={"pending": str(GenerationStatus.PENDING)},
        )

    def repetition(self, generation: Generation, new_id: UUID, at: datetime) -> Update:
        """It is repeated as `new_id`, and only once; else `GenerationMovedOn`."""
        return Update(
            self.key(generation),
            set={"retried_as": str(new_id), "updated_at": iso(at)},
            version=generation.version,
            error=GenerationMovedOn(),
        )

    def carry_out(self, update: Update) -> Generation:
        """One change that has no event of its own; the generation as it is then."""
        return self.read(self.table.update(update))

    def _change(
        self, generation: Generation, to: GenerationStatus, at: datetime, **values: Any
    ) -> Update:
        """Move a generation that has not ended to `to`; else `GenerationMovedOn`."""
        return Update(
            self.key(generation),
            set={
                **values,
                "status": str(to),
                "gsi2pk": keys.by_status(generation.organization_id, self.noun, to),
                "updated_at": iso(at),
            },
            add={"version": 1},
            condition="#status IN (:pending, :processing)",
            values={
                "pending": str(GenerationStatus.PENDING),
                "processing": str(GenerationStatus.PROCESSING),
            },
            error=GenerationMovedOn(),
        )


def _order_key(organization_id: UUID, generation_id: UUID) -> Key:
    return keys.member(organization_id, Noun.GENERATION, generation_id, Noun.TASK, "ORDER")
