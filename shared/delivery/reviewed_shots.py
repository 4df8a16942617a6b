"""The reviewed shots of exports, read from the services of review, shooting and media."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from shared.aws.writes import Write
from shared.core.model import Model
from shared.delivery.schemas import StatusFilter
from shared.media.models import MediaResource
from shared.media.service import MediaResourceService
from shared.review.approved_service import ApprovedShot, ApprovedShotService
from shared.shooting.service import ShootingService
from shared.shooting.shot_service import ShotService


class ShotSource(Model):
    """The approved image of a shot, and the texts from which its file name is made.

    `media_key` is None if the image's file no longer exists.
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


class ReviewedShots:
    """Reads the shots and builds the writes that mark them as exported."""

    def __init__(
        self,
        approved: ApprovedShotService,
        shots: ShotService,
        shootings: ShootingService,
        media: MediaResourceService,
    ) -> None:
        self._approved = approved
        self._shots = shots
        self._shootings = shootings
        self._media = media

    def statuses(self, organization_id: UUID, shot_ids: Sequence[UUID]) -> Mapping[UUID, str]:
        """The status of each shot, strongly consistent; unknown and foreign shots are left out."""
        found = self._shots.find_entities(organization_id, shot_ids)
        return {shot_id: str(shot.status) for shot_id, shot in found.items()}

    def of_shooting(
        self, organization_id: UUID, shooting_id: UUID, status: StatusFilter
    ) -> Sequence[UUID]:
        """The shots of a shooting in that status, in order. Raises NotFound for the shooting.

        The index that lists them is eventually consistent, so each shot is read again.
        """
        self._shootings.get_entity(organization_id, shooting_id)
        listed = self._shots.every_of_shooting(organization_id, shooting_id)
        statuses = self.statuses(organization_id, [shot.id for shot in listed])
        return [shot_id for shot_id, found in statuses.items() if found == status]

    def sources(self, organization_id: UUID, shot_ids: Sequence[UUID]) -> Mapping[UUID, ShotSource]:
        """The sources of the shots that are approved or exported; others are left out."""
        approved = self._approved.approved(organization_id, shot_ids)
        media = self._media.resources(organization_id, [a.prediction.media_id for a in approved])
        return {each.shot.id: _source(each, media) for each in approved}

    def exported_writes(
        self, organization_id: UUID, delivered: Mapping[UUID, UUID], actor: str
    ) -> list[Write]:
        """The writes that mark shots as exported, at most two for each; they are not applied.

        `delivered` maps shot to prediction. A shot that is exported already, or for which another
        prediction has been approved since, gives no write. Applying them raises Conflict if a
        shot has changed meanwhile.
        """
        found = self._shots.find_entities(organization_id, delivered)
        return [
            write
            for shot_id, shot in found.items()
            if shot.approved_prediction_id == delivered[shot_id]
            for write in self._shots.exported_writes(shot, actor)
        ]


def _source(approved: ApprovedShot, media: Mapping[UUID, MediaResource]) -> ShotSource:
    prediction, product = approved.prediction, approved.product
    image = media.get(prediction.media_id)
    return ShotSource(
        shot_id=approved.shot.id,
        prediction_id=prediction.id,
        media_key=image.key if image else None,
        provider=prediction.provider,
        model=prediction.model,
        product_id=product.id,
        sku=product.sku,
        product_name=product.name,
        shot_type=approved.shot_type.name,
        subject=approved.subject.name if approved.subject else "",
        shooting=approved.shooting.name,
    )
