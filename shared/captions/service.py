"""Captions: order, read and edit."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.aws.outbox import put_event
from shared.captions.errors import CAPTION_NOT_ENDED, NO_CAPTION
from shared.captions.facts import FactFinder, Facts
from shared.captions.models import Caption
from shared.captions.repository import CaptionRepository
from shared.captions.schemas import CaptionCreate, CaptionRead, CaptionUpdate
from shared.compute.contract.tasks import Failure, Node, TaskResult, TaskSubmission
from shared.compute_client.models import OrderStatus
from shared.compute_client.orders import OrderKind, OrderLifecycle, TaskServer
from shared.core.clock import Clock, utc_now
from shared.core.events import PLATFORM, Event, make_event
from shared.core.ids import new_id
from shared.core.paging import Page
from shared.identity.principal import Principal

CAPTION_REQUESTED = "caption.requested"
_NO_TEXT = Failure(code=NO_CAPTION.name, detail="Compute ended without a caption.")


class CaptionService:
    def __init__(
        self,
        repository: CaptionRepository,
        compute: TaskServer,
        facts: FactFinder,
        clock: Clock = utc_now,
        make_id: Callable[[], UUID] = new_id,
    ) -> None:
        self._captions = repository
        self._facts = facts
        self._lifecycle = OrderLifecycle(repository, compute, _KIND, clock)
        self._clock = clock
        self._make_id = make_id

    def create(self, caption_in: CaptionCreate, principal: Principal) -> CaptionRead:
        """Order a caption. It is pending until an event announces the text."""
        facts = self._facts.find(principal.organization_id, caption_in.prediction_id)
        caption = _caption(self._make_id(), caption_in, facts, principal, self._clock())
        return CaptionRead.of(self._lifecycle.place(caption, _order(caption, facts, principal)))

    def get(self, caption_id: UUID, principal: Principal) -> CaptionRead:
        return CaptionRead.of(self._captions.get(principal.organization_id, caption_id))

    def list(
        self, prediction_id: UUID, principal: Principal, *, limit: int, cursor: str | None
    ) -> Page[CaptionRead]:
        owner = principal.organization_id
        self._facts.require(owner, prediction_id)
        page = self._captions.list_of_prediction(owner, prediction_id, limit=limit, cursor=cursor)
        return Page(items=[CaptionRead.of(c) for c in page.items], next_cursor=page.next_cursor)

    def edit(self, caption_id: UUID, changes: CaptionUpdate, principal: Principal) -> CaptionRead:
        """Replace the text. A failed caption becomes completed.

        Raises Conflict: `caption_not_ended` while a model writes it, `version_conflict`.
        """
        before = self._captions.get(principal.organization_id, caption_id)
        if not before.status.is_final:
            raise CAPTION_NOT_ENDED(
                "The caption is still being written; change it when it has ended.",
            )
        expected = before.version if changes.version is None else changes.version
        after = before.model_copy(
            update={
                "text": changes.text,
                "edited": True,
                "status": OrderStatus.COMPLETED,
                "error_code": None,
                "error_message": None,
                "version": expected + 1,
                "updated_at": self._clock(),
            }
        )
        event = make_event(
            "caption.updated",
            source=PLATFORM,
            organization_id=after.organization_id,
            actor=principal.actor,
            data=_describe(after),
            clock=self._clock,
        )
        self._captions.commit(self._captions.replacement(after), put_event(event))
        return CaptionRead.of(after)

    def resume(self, organization_id: UUID, order_id: UUID) -> None:
        self._lifecycle.resume(organization_id, order_id)

    def complete(self, order_id: UUID, result: TaskResult, cause: Event) -> None:
        caption = self._captions.find(cause.organization_id, order_id)
        if caption is None:
            return
        if not result.texts:
            self._lifecycle.fail(caption, result.error or _NO_TEXT, cause.actor, cause)
            return
        written = result.texts[-1]
        values = {
            "text": written.text,
            "model": written.model,
            "provider": written.provider,
            "workflow_id": str(result.task_id),
            "cost_microusd": result.cost_microusd,
        }
        self._lifecycle.complete(caption, values, cause)

    def fail(self, order_id: UUID, error: Failure, cause: Event) -> None:
        caption = self._captions.find(cause.organization_id, order_id)
        if caption:
            self._lifecycle.fail(caption, error, cause.actor, cause)


def _describe(caption: Caption) -> dict[str, Any]:
    return {
        "caption_id": str(caption.id),
        "prediction_id": str(caption.prediction_id),
        "shot_id": str(caption.shot_id),
        "locale": caption.locale,
    }


_KIND = OrderKind(
    requested=CAPTION_REQUESTED,
    completed="caption.completed",
    failed="caption.failed",
    cancelled="caption.failed",
    error_id="order_id",
    describe=_describe,
)


def _caption(
    id: UUID, caption_in: CaptionCreate, facts: Facts, principal: Principal, now: datetime
) -> Caption:
    return Caption(
        **caption_in.model_dump(),
        id=id,
        organization_id=principal.organization_id,
        created_at=now,
        updated_at=now,
        created_by=principal.user_id,
        shot_id=facts.prediction.shot_id,
        shooting_id=facts.prediction.shooting_id,
    )


def _order(caption: Caption, facts: Facts, principal: Principal) -> TaskSubmission:
    wanted = {"locale": caption.locale, "tone": caption.tone, "length": caption.length}
    return TaskSubmission(
        generation_id=caption.id,
        organization_id=caption.organization_id,
        task_type="caption",
        shooting_id=caption.shooting_id,
        correlation_id=str(caption.id),
        actor=principal.actor,
        tasks=(Node(id="caption", type="caption", params={**facts.params(), **wanted}),),
    )
