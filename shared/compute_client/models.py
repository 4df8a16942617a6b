"""What everything that is ordered from Compute has in common."""

from datetime import datetime
from enum import StrEnum

from shared.core.model import Entity


class OrderStatus(StrEnum):
    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        return self not in (OrderStatus.PENDING, OrderStatus.PROCESSING)


class Ordered(Entity):
    """`workflow_id` is Compute's task. `cost_microusd` is millionths of a US dollar."""

    status: OrderStatus = OrderStatus.PENDING
    workflow_id: str | None = None
    cost_microusd: int = 0
    error_code: str | None = None
    error_message: str | None = None
    completed_at: datetime | None = None
