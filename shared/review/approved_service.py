"""Approved shots with the entities that describe them, for delivery."""

from collections.abc import Iterable
from uuid import UUID

from shared.core.model import Model
from shared.library.models import ShotType, Subject
from shared.library.service import LibraryService
from shared.products.models import Product
from shared.products.service import ProductService
from shared.review.models import Prediction
from shared.review.repository import PredictionRepository
from shared.shooting.errors import SHOT_NOT_FOUND
from shared.shooting.look_service import ShootingLookService
from shared.shooting.models import Shooting, ShootingLook, Shot
from shared.shooting.service import ShootingService
from shared.shooting.shot_service import ShotService
from shared.shooting.vocabulary import ShotStatus

_DELIVERABLE = (ShotStatus.APPROVED, ShotStatus.EXPORTED)


class ApprovedShot(Model):
    """A shot with its approved prediction; `product` is the look's main product."""

    shot: Shot
    prediction: Prediction
    look: ShootingLook
    shooting: Shooting
    shot_type: ShotType
    product: Product
    subject: Subject | None = None


class ApprovedShotService:
    def __init__(
        self,
        predictions: PredictionRepository,
        shots: ShotService,
        shootings: ShootingService,
        looks: ShootingLookService,
        library: LibraryService,
        products: ProductService,
    ) -> None:
        self._predictions = predictions
        self._shots = shots
        self._shootings = shootings
        self._looks = looks
        self._library = library
        self._products = products

    def approved(self, organization_id: UUID, shot_ids: Iterable[UUID]) -> list[ApprovedShot]:
        """The shots that are approved or exported, in the given order. Strongly consistent.

        The others are left out. Raises NotFound (`shot_not_found`) if a shot does not exist.
        """
        wanted = tuple(dict.fromkeys(shot_ids))
        found = self._shots.find_entities(organization_id, wanted)
        missing = [shot_id for shot_id in wanted if shot_id not in found]
        if missing:
            raise SHOT_NOT_FOUND(f"Shot {missing[0]} not found")
        shots = [found[shot_id] for shot_id in wanted if found[shot_id].status in _DELIVERABLE]
        return self._join(organization_id, shots)

    def _join(self, owner: UUID, shots: list[Shot]) -> list[ApprovedShot]:
        """One batch read per kind of entity."""
        predictions = self._predictions.get_pairs(
            owner, [(s.id, s.approved_prediction_id) for s in shots if s.approved_prediction_id]
        )
        looks = self._looks.find_entities(owner, {shot.shooting_look_id for shot in shots})
        shootings = self._shootings.find_entities(owner, {shot.shooting_id for shot in shots})
        types = self._library.find_shot_types(owner, {shot.shot_type_id for shot in shots})
        subjects = self._library.find_subjects(
            owner, {look.subject_id for look in looks.values() if look.subject_id}
        )
        products = self._products.find_entities(
            owner, {look.main_product_id for look in looks.values()}
        )
        joined = []
        for shot in shots:
            look, chosen = looks[shot.shooting_look_id], shot.approved_prediction_id
            if chosen is None:
                continue
            joined.append(
                ApprovedShot(
                    shot=shot,
                    prediction=predictions[shot.id, chosen],
                    look=look,
                    shooting=shootings[shot.shooting_id],
                    shot_type=types[shot.shot_type_id],
                    product=products[look.main_product_id],
                    subject=subjects.get(look.subject_id) if look.subject_id else None,
                )
            )
        return joined
