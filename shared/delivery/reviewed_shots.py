"""The approved shots, gathered from the services of review, shooting and media."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from shared.aws.writes import Write
from shared.delivery.schemas import StatusFilter
from shared.delivery.shots import ShotSource
from shared.media.models import MediaResource
from shared.media.service import MediaResourceService
from shared.review.approved_service import ApprovedShot, ApprovedShotService
from shared.shooting.service import ShootingService
from shared.shooting.shot_service import ShotService


class ReviewedShots:
    """`ApprovedShots` on top of the other features' services."""

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
        found = self._shots.find_entities(organization_id, shot_ids)
        return {shot_id: str(shot.status) for shot_id, shot in found.items()}

    def of_shooting(
        self, organization_id: UUID, shooting_id: UUID, status: StatusFilter
    ) -> Sequence[UUID]:
        """The index that lists the shots is a moment behind, so each is read again."""
        self._shootings.get_entity(organization_id, shooting_id)
        listed = self._shots.every_of_shooting(organization_id, shooting_id)
        statuses = self.statuses(organization_id, [shot.id for shot in listed])
        return [shot_id for shot_id, found in statuses.items() if found == status]

    def sources(self, organization_id: UUID, shot_ids: Sequence[UUID]) -> Mapping[UUID, ShotSource]:
        approved = self._approved.approved(organization_id, shot_ids)
        media = self._media.resources(organization_id, [a.prediction.media_id for a in approved])
        return {each.shot.id: _source(each, media) for each in approved}

    def exported_writes(
        self, organization_id: UUID, delivered: Mapping[UUID, UUID], actor: str
    ) -> list[Write]:
        found = self._shots.find_entities(organization_id, delivered)
        return [
            write
            for shot_id, shot in found.items()
            if shot.approved_prediction_id == delivered[shot_id]
            for write in self._shots.exported_writes(shot, actor)
        ]


def _source(approved: ApprovedShot, media: Mapping[UUID, MediaResource]) -> ShotSource:
    prediction, product = approved.prediction, approved.product
    picture = media.get(prediction.media_id)
    return ShotSource(
        shot_id=approved.shot.id,
        prediction_id=prediction.id,
        media_key=picture.key if picture else None,
        provider=prediction.provider,
        model=prediction.model,
        product_id=product.id,
        sku=product.sku,
        product_name=product.name,
        shot_type=approved.shot_type.name,
        subject=approved.subject.name if approved.subject else "",
        shooting=approved.shooting.name,
    )
