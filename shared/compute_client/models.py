"""Fields of everything that Platform orders from Compute."""

from datetime import datetime
from enum import StrEnum

from shared.core.model import Entity


class OrderStatus(StrEnum):
    PENDING = "pending"  # stored, not known to be accepted by Compute
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        return self not in (OrderStatus.PENDING, OrderStatus.PROCESSING)


class Ordered(Entity):
    """Base of the entities that a task of Compute produces.

    `workflow_id` is the task's id; None until Compute has accepted the order. `cost_microusd`
    is in millionths of a US dollar.
    """

    status: OrderStatus = OrderStatus.PENDING
    workflow_id: str | None = None
    cost_microusd: int = 0
    error_code: str | None = None
    error_message: str | None = None
    completed_at: datetime | None = None
