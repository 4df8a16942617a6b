"""Generations in the platform table, listed by shot (gsi1) and by status (gsi2)."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.aws import keys
from shared.aws.attributes import Item
from shared.aws.keys import GSI1, GSI2, Noun
from shared.aws.table import Query
from shared.aws.writes import Update
from shared.compute.contract.tasks import Failure, Progress, QueuePosition
from shared.compute_client.errors import COMPUTE_UNAVAILABLE
from shared.compute_client.models import OrderStatus
from shared.compute_client.order_storage import OrderedRepository, OrderMovedOn
from shared.core.clock import iso
from shared.core.paging import Page
from shared.generation.errors import GENERATION_EXISTS, GENERATION_NOT_FOUND
from shared.generation.models import Generation


class GenerationRepository(OrderedRepository[Generation]):
    entity = Generation
    noun = Noun.GENERATION
    title = "Generation"
    not_found = GENERATION_NOT_FOUND
    exists = GENERATION_EXISTS

    def indexes(self, entity: Generation) -> Item:
        return {
            "gsi1pk": keys.collection(entity.organization_id, Noun.SHOT, entity.shot_id),
            "gsi1sk": f"{keys.member_prefix(self.noun)}{entity.id}",
            **self.status_indexes(entity, entity.status),
            "gsi2sk": f"{iso(entity.created_at)}#{entity.id}",
        }

    def status_indexes(self, entity: Generation, status: OrderStatus) -> Item:
        return {"gsi2pk": keys.by_status(entity.organization_id, self.noun, status)}

    def list_of_shot(
        self,
        organization_id: UUID,
        shot_id: UUID,
        *,
        status: OrderStatus | None,
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
        self, organization_id: UUID, status: OrderStatus, *, limit: int, cursor: str | None
    ) -> Page[Generation]:
        query = Query(
            keys.by_status(organization_id, self.noun, status), index=GSI2, descending=True
        )
        return self.paged(query, limit=limit, cursor=cursor)

    def submission(self, entity: Generation, workflow_id: str, at: datetime) -> Update:
        """Record that Compute has accepted the generation as task `workflow_id`."""
        return self._processing(entity, at, workflow_id=workflow_id)

    def progress(
        self, generation: Generation, progress: Progress, happened_at: datetime, at: datetime
    ) -> Update:
        """Raise the percentage of an open generation, and clear its place in a queue."""
        update = self._processing(
            generation, at, queue=None, queue_at=iso(happened_at), **progress.model_dump()
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
        """Record the place in a queue, unless a later event has been recorded already."""
        update = self._processing(
            generation, at, queue=queue.model_dump(mode="json"), queue_at=iso(happened_at)
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

    def completion(self, entity: Generation, at: datetime, **values: Any) -> Update:
        """Complete an open generation, or one that failed because Compute did not answer."""
        update = super().completion(
            entity, at, percent=100, nodes_done=entity.nodes_total, queue=None, **values
        )
        return replace(
            update,
            condition=f"{update.condition} OR #error_code = :unavailable",
            values={**update.values, "unavailable": COMPUTE_UNAVAILABLE.name},
        )

    def failure(self, entity: Generation, error: Failure, at: datetime) -> Update:
        update = super().failure(entity, error, at)
        return replace(update, set={**update.set, "queue": None})

    def retry(self, generation: Generation, new_id: UUID, at: datetime) -> Update:
        """Record `new_id` as the only retry of the generation; else raises `OrderMovedOn`."""
        return Update(
            self.key(generation),
            set={"retried_as": str(new_id), "updated_at": iso(at)},
            version=generation.version,
            error=OrderMovedOn(),
        )

    def _processing(self, generation: Generation, at: datetime, **values: Any) -> Update:
        started_at = iso(generation.started_at or at)
        return self._change(generation, OrderStatus.PROCESSING, at, started_at=started_at, **values)
