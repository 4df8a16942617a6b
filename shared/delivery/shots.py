"""What delivery needs to know of the reviewed shots; the review feature provides it."""

from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

from shared.aws.writes import Write
from shared.core.model import Model
from shared.delivery.schemas import StatusFilter


class ShotSource(Model):
    """The approved picture of one shot and the words that name its file.

    `media_key` is None when the picture's file is gone.
    """

    shot_id: UUID
    prediction_id: UUID
    media_key: str | None
    provider: str = ""
    model: str = ""
    product_id: UUID
    sku: str | None = None
    product_name: str = ""
    shot_type: str = ""
    subject: str = ""
    shooting: str = ""


class ApprovedShots(Protocol):
    def statuses(self, organization_id: UUID, shot_ids: Sequence[UUID]) -> Mapping[UUID, str]:
        """The status of each shot, strongly consistent; unknown and foreign ones are absent."""
        ...

    def of_shooting(
        self, organization_id: UUID, shooting_id: UUID, status: StatusFilter
    ) -> Sequence[UUID]:
        """The shots of a shooting in that status, in order; NotFound for an unknown shooting."""
        ...

    def sources(self, organization_id: UUID, shot_ids: Sequence[UUID]) -> Mapping[UUID, ShotSource]:
        """Of each shot that is approved or exported; others are absent."""
        ...

    def exported_writes(
        self, organization_id: UUID, delivered: Mapping[UUID, UUID], actor: str
    ) -> list[Write]:
        """Two writes at most for each approved shot whose chosen prediction was delivered.

        `delivered` maps shot to prediction. What is exported already, or was decided anew
        meanwhile, gives no write. A lost race is a Conflict of the transaction.
        """
        ...
