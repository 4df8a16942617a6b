"""Generation of base images from those that a subject has."""

from collections.abc import Callable
from uuid import UUID

from shared.aws.outbox import put_event
from shared.compute.contract.tasks import Failure, TaskOutput, TaskResult
from shared.compute_client.orders import OrderKind, OrderLifecycle, TaskServer
from shared.core.clock import Clock, utc_now
from shared.core.errors import Conflict
from shared.core.events import PLATFORM, Event, make_event
from shared.core.ids import derived_id, new_id
from shared.identity.principal import Principal
from shared.library.base_image_orders import (
    BaseImageOrder,
    BaseImageOrderRepository,
    make_order,
    make_submission,
    read_order,
)
from shared.library.errors import BASE_IMAGE_ORDER_NOT_FOUND, NO_BASE_IMAGE, SUBJECT_WITHOUT_IMAGE
from shared.library.models import BaseImage, Subject
from shared.library.repositories import SubjectRepository
from shared.library.schemas import BaseImageOrderRead, BaseImagesGenerate
from shared.library.vocabulary import Angle, ImageOrigin
from shared.media.attaching import Use
from shared.media.deposits import Deposit
from shared.media.errors import OBJECT_EXPIRED
from shared.media.models import Origin
from shared.media.races import retry_when_media_moved
from shared.media.service import MediaResourceService

BASE_IMAGES_REQUESTED = "subject.base_images_requested"
_NO_IMAGE = Failure(code=NO_BASE_IMAGE.name, detail="Compute ended without a single picture.")


class BaseImageService:
    def __init__(
        self,
        subjects: SubjectRepository,
        orders: BaseImageOrderRepository,
        compute: TaskServer,
        media: MediaResourceService,
        clock: Clock = utc_now,
        make_id: Callable[[], UUID] = new_id,
    ) -> None:
        self._subjects = subjects
        self._orders = orders
        self._media = media
        self._lifecycle = OrderLifecycle(orders, compute, _KIND, clock)
        self._clock = clock
        self._make_id = make_id

    def generate(
        self, subject_id: UUID, wanted: BaseImagesGenerate, principal: Principal
    ) -> BaseImageOrderRead:
        """Order further views of the subject.

        Raises Invalid (`subject_without_image`) if the subject has no base image.
        """
        subject = self._subjects.get(principal.organization_id, subject_id)
        image_keys = self._image_keys(subject)
        order = make_order(self._make_id(), subject, wanted, principal, self._clock())
        submission = make_submission(order, subject, image_keys, principal)
        return read_order(self._lifecycle.place(order, submission))

    def get(self, subject_id: UUID, order_id: UUID, principal: Principal) -> BaseImageOrderRead:
        order = self._orders.get(principal.organization_id, order_id)
        if order.subject_id != subject_id:
            raise BASE_IMAGE_ORDER_NOT_FOUND("Base image order not found")
        return read_order(order)

    def resume(self, organization_id: UUID, order_id: UUID) -> None:
        self._lifecycle.resume(organization_id, order_id)

    def complete(self, order_id: UUID, result: TaskResult, cause: Event) -> None:
        """Append the images to the subject's base images, in one transaction."""
        order = self._orders.find(cause.organization_id, order_id)
        if order is None:
            return
        if not result.outputs:
            self._lifecycle.fail(order, result.error or _NO_IMAGE, cause.actor, cause)
            return
        try:
            retry_when_media_moved(lambda: self._adopt(order, result, cause))
        except Conflict as conflict:
            if conflict.declared is not OBJECT_EXPIRED:
                raise
            lost = Failure(code=conflict.code, detail="The pictures were fetched too late.")
            self._lifecycle.fail(order, lost, cause.actor, cause)

    def fail(self, order_id: UUID, error: Failure, cause: Event) -> None:
        order = self._orders.find(cause.organization_id, order_id)
        if order:
            self._lifecycle.fail(order, error, cause.actor, cause)

    def _adopt(self, order: BaseImageOrder, result: TaskResult, cause: Event) -> bool:
        """Raises Conflict if the subject changed meanwhile; the event is then delivered again."""
        before = self._subjects.get(order.organization_id, order.subject_id)
        first = len(before.base_images)
        uses = [_use(before, output, first + n) for n, output in enumerate(result.outputs)]
        adopted = self._media.adopt_all(order.organization_id, uses)
        views = tuple(
            _view(order, output, placed.resource.id)
            for output, placed in zip(result.outputs, adopted.placed, strict=True)
        )
        after = before.model_copy(
            update={
                "base_images": (*before.base_images, *views),
                "version": before.version + 1,
                "updated_at": self._clock(),
            }
        )
        values = {
            "workflow_id": str(result.task_id),
            "cost_microusd": result.cost_microusd,
            "media_ids": [str(image.media_id) for image in views],
        }
        writes = (
            self._subjects.replacement(after),
            *adopted.writes,
            put_event(self._updated(order, after, cause)),
        )
        return self._lifecycle.complete(order, values, cause, writes)

    def _image_keys(self, subject: Subject) -> tuple[str, ...]:
        """Keys of the base images whose files exist, front views first."""
        ids = [
            image.media_id
            for image in sorted(subject.base_images, key=lambda i: i.angle is not Angle.FRONT)
        ]
        found = self._media.resources(subject.organization_id, ids)
        image_keys = tuple(dict.fromkeys(found[id].key for id in ids if id in found))
        if not image_keys:
            raise SUBJECT_WITHOUT_IMAGE(
                f"{subject.name} has no base image to start from; add one first.",
                extra={"subject_id": str(subject.id)},
            )
        return image_keys

    def _updated(self, order: BaseImageOrder, subject: Subject, cause: Event) -> Event:
        return make_event(
            "subject.updated",
            source=PLATFORM,
            organization_id=subject.organization_id,
            actor=cause.actor,
            data={
                "subject_id": str(subject.id),
                "name": subject.name,
                "base_image_count": len(subject.base_images),
            },
            correlation_id=str(order.id),
            causation_id=str(cause.id),
            id=derived_id("subject.updated", order.id),
            clock=self._clock,
        )


def _describe(order: BaseImageOrder) -> dict[str, str]:
    return {
        "order_id": str(order.id),
        "subject_id": str(order.subject_id),
        "pose": str(order.pose),
        "angle": str(order.angle),
    }


_KIND = OrderKind(
    requested=BASE_IMAGES_REQUESTED,
    completed="subject.base_images_completed",
    failed="subject.base_images_failed",
    cancelled="subject.base_images_failed",
    error_id="order_id",
    describe=_describe,
)


def _use(subject: Subject, output: TaskOutput, position: int) -> Use:
    members = set(Deposit.model_fields) & set(TaskOutput.model_fields)
    return Use(
        source=Deposit(**output.model_dump(include=members), origin=Origin.GENERATION),
        entity_type="subject",
        entity_id=subject.id,
        slot="base_images",
        position=position,
    )


def _view(order: BaseImageOrder, output: TaskOutput, media_id: UUID) -> BaseImage:
    return BaseImage(
        media_id=media_id,
        pose=order.pose,
        angle=order.angle,
        origin=ImageOrigin.GENERATED,
        consistency_score=output.checks.get("consistency"),
    )
