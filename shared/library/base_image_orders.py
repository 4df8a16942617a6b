"""Orders of generated base images: the stored entity and the submission to Compute."""

from datetime import datetime
from uuid import UUID

from shared.aws.keys import Noun
from shared.compute.contract.tasks import Node, TaskSubmission
from shared.compute_client.models import Ordered
from shared.compute_client.order_storage import OrderedRepository
from shared.identity.principal import Principal
from shared.library.errors import BASE_IMAGE_ORDER_EXISTS, BASE_IMAGE_ORDER_NOT_FOUND
from shared.library.models import Subject
from shared.library.schemas import BaseImageOrderRead, BaseImagesGenerate
from shared.library.vocabulary import Angle, Pose

# Vendors accept signed 32-bit seeds; view i has seed + i.
_SEEDS = 2**31 - 100
# Limits of Compute's `edit` and `consistency` nodes.
_EDIT_REFERENCES, _COMPARED = 3, 12
_FROM = {
    Angle.FRONT: "from the front, facing the camera",
    Angle.THREE_QUARTER_LEFT: "in three-quarter view, turned to the left of the picture",
    Angle.THREE_QUARTER_RIGHT: "in three-quarter view, turned to the right of the picture",
    Angle.LEFT: "in profile, facing the left of the picture",
    Angle.RIGHT: "in profile, facing the right of the picture",
    Angle.BACK: "from behind",
}
_IN = {
    Pose.STANDING: "standing upright, arms at the sides",
    Pose.WALKING: "walking in mid-step",
    Pose.SITTING: "sitting on a plain stool",
    Pose.LEANING: "leaning lightly against a wall",
    Pose.TURNING: "turning, weight on one leg",
    Pose.PORTRAIT: "head and shoulders only",
}


class BaseImageOrder(Ordered):
    subject_id: UUID
    pose: Pose
    angle: Angle
    count: int
    media_ids: tuple[UUID, ...] = ()


class BaseImageOrderRepository(OrderedRepository[BaseImageOrder]):
    entity = BaseImageOrder
    noun = Noun.TASK
    title = "Base image order"
    not_found = BASE_IMAGE_ORDER_NOT_FOUND
    exists = BASE_IMAGE_ORDER_EXISTS


def make_order(
    order_id: UUID,
    subject: Subject,
    wanted: BaseImagesGenerate,
    principal: Principal,
    now: datetime,
) -> BaseImageOrder:
    return BaseImageOrder(
        **wanted.model_dump(),
        id=order_id,
        organization_id=principal.organization_id,
        created_at=now,
        updated_at=now,
        created_by=principal.user_id,
        subject_id=subject.id,
    )


def make_submission(
    order: BaseImageOrder, subject: Subject, image_keys: tuple[str, ...], principal: Principal
) -> TaskSubmission:
    """`image_keys` are the keys of the subject's base images; the first one is edited."""
    return TaskSubmission(
        generation_id=order.id,
        organization_id=order.organization_id,
        task_type="subject",
        correlation_id=str(order.id),
        actor=principal.actor,
        tasks=tuple(
            node
            for index in range(order.count)
            for node in _view(order, subject, image_keys, index)
        ),
    )


def read_order(order: BaseImageOrder) -> BaseImageOrderRead:
    subject = f"/api/v1/subjects/{order.subject_id}"
    return BaseImageOrderRead(
        **order.model_dump(include=set(BaseImageOrderRead.model_fields)),
        links={"self": f"{subject}/base-images/orders/{order.id}", "subject": subject},
    )


def _view(
    order: BaseImageOrder, subject: Subject, image_keys: tuple[str, ...], index: int
) -> tuple[Node, Node]:
    edit = Node(
        id=f"edit_{index}",
        type="edit",
        params={
            "image_key": image_keys[0],
            "reference_keys": list(image_keys[1 : 1 + _EDIT_REFERENCES]),
            "prompt": _prompt(order, subject),
            "seed": order.id.int % _SEEDS + index,
            "index": index,
        },
    )
    measure = Node(
        id=f"consistency_{index}",
        type="consistency",
        params={"reference_keys": list(image_keys[:_COMPARED]), "index": index},
        needs=(edit.id,),
    )
    return edit, measure


def _prompt(order: BaseImageOrder, subject: Subject) -> str:
    known = f" The person: {subject.description}." if subject.description else ""
    return (
        f"Show the very same person {_IN[order.pose]}, seen {_FROM[order.angle]}. Keep face, hair, "
        f"skin, build and clothes exactly as they are.{known} Plain light grey studio, even light."
    )
