"""Random decisions on one shot, compared with a small model.

The model computes the expected status of the shot and its approved prediction without a table.
After every step at most one prediction is selected, the one that the shot names. One reviewer
decides on a version that was read some steps ago.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from shared.aws.bucket import Bucket
from shared.core.errors import Conflict, SartiqError
from shared.core.ids import new_id
from shared.identity.principal import Principal
from shared.identity.scopes import Role
from shared.library.repositories import (
    GuidelineRepository,
    ShotTypeRepository,
    StyleRepository,
    SubjectRepository,
)
from shared.library.service import LibraryService
from shared.media.repository import MediaRepository
from shared.media.service import MediaResourceService
from shared.review.decision_service import DecisionService
from shared.review.models import PredictionStatus
from shared.review.prediction_service import PredictionService, prediction_id
from shared.review.repository import PredictionRepository
from shared.review.schemas import Approval, Rejection
from shared.shooting.models import Shooting, ShootingLook, Shot
from shared.shooting.repositories import LookRepository, ShootingRepository, ShotRepository
from shared.shooting.service import ShootingService
from shared.shooting.shot_service import ShotService
from shared.shooting.vocabulary import RejectReason, ShootingStatus, ShotStatus
from tests.scenes.memory_table import MemoryTable
from tests.scenes.prediction_facts import make_facts

PICK = st.integers(0, 5)
NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)


class Made:
    def __init__(self) -> None:
        self.id = new_id()


class Decisions(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.table = table = MemoryTable()
        self.reviewer = Principal(user_id=new_id(), organization_id=new_id(), role=Role.REVIEWER)
        self.shots = ShotService(
            ShotRepository(table), LookRepository(table), ShootingRepository(table)
        )
        self.stored = PredictionRepository(table)
        self.decisions = DecisionService(self.stored, self.shots)
        self.predictions = self._prediction_service()
        self.shot_id = self._plan_shot()
        self.made: list[UUID] = []
        self.status = ShotStatus.PLANNED
        self.chosen: UUID | None = None
        self.stale = self.read()

    def read(self) -> Shot:
        return self.shots.get_entity(self.reviewer.organization_id, self.shot_id)

    @precondition(lambda self: len(self.made) < 6)
    @rule()
    def generate(self) -> None:
        made = Made()
        drafts = [make_facts(index=index) for index in range(2)]
        self.table.transact(self.predictions.creation_writes(self.read(), made, drafts))
        self.made += [prediction_id(made.id, draft.index) for draft in drafts]
        if self.status in (ShotStatus.PLANNED, ShotStatus.REJECTED):
            self.status = ShotStatus.PENDING_REVIEW

    @precondition(lambda self: self.made)
    @rule(pick=PICK)
    def approve(self, pick: int) -> None:
        image = self.made[pick % len(self.made)]
        refused = self.status is ShotStatus.EXPORTED and image != self.chosen
        chosen = Approval(prediction_id=image)
        self._expect(refused, lambda: self.decisions.approve(self.shot_id, chosen, self.reviewer))
        if self.status is not ShotStatus.EXPORTED:
            self.status, self.chosen = ShotStatus.APPROVED, image

    @rule(reason=st.sampled_from(RejectReason))
    def reject(self, reason: RejectReason) -> None:
        refused = self.status in (ShotStatus.PLANNED, ShotStatus.EXPORTED)
        rejection = Rejection(reason=reason, notes="Too dark")
        self._expect(refused, lambda: self.decisions.reject(self.shot_id, rejection, self.reviewer))
        if not refused:
            self.status, self.chosen = ShotStatus.REJECTED, None

    @rule()
    def unapprove(self) -> None:
        refused = self.status is not ShotStatus.APPROVED
        self._expect(refused, lambda: self.decisions.unapprove(self.shot_id, self.reviewer))
        if not refused:
            self.status, self.chosen = ShotStatus.PENDING_REVIEW, None

    @rule()
    def export(self) -> None:
        writes = self.shots.exported_writes(self.read())
        assert bool(writes) == (self.status is ShotStatus.APPROVED)
        self.table.transact(writes)
        if writes:
            self.status = ShotStatus.EXPORTED

    @rule()
    def open_the_page(self) -> None:
        self.stale = self.read()

    @precondition(lambda self: self.made)
    @rule(pick=PICK)
    def approve_on_the_open_page(self, pick: int) -> None:
        """A decision on an old version fails if the shot has changed since."""
        image, before = self.made[pick % len(self.made)], self.read()
        prediction = self.stored.get_of_shot(before.organization_id, self.shot_id, image)
        try:
            self.decisions.approve_read(
                self.stale, prediction, Approval(prediction_id=image), self.reviewer
            )
        except Conflict:
            assert self.read() == before
            return
        if self.stale == before and self.status is not ShotStatus.EXPORTED:
            self.status, self.chosen = ShotStatus.APPROVED, image
        else:
            assert self.read() == before

    @invariant()
    def only_the_chosen_is_selected(self) -> None:
        shot = self.read()
        assert (shot.status, shot.approved_prediction_id) == (self.status, self.chosen)
        page = self.stored.list_of_shot(shot.organization_id, self.shot_id, limit=200, cursor=None)
        selected = [p.id for p in page.items if p.status is PredictionStatus.SELECTED]
        assert selected == ([self.chosen] if self.chosen else [])

    def _expect(self, refused: bool, decide: Callable[[], object]) -> None:
        if refused:
            with pytest.raises(SartiqError):
                decide()
        else:
            decide()

    def _plan_shot(self) -> UUID:
        stamps = {
            "organization_id": self.reviewer.organization_id,
            "created_at": NOW,
            "updated_at": NOW,
        }
        shooting = Shooting(id=new_id(), name="Summer", status=ShootingStatus.GENERATING, **stamps)
        look = ShootingLook(
            id=new_id(),
            shooting_id=shooting.id,
            main_product_id=new_id(),
            shot_type_ids=(new_id(),),
            **stamps,
        )
        shot = self.shots.plan(look, look.shot_type_ids[0])
        creation = ShootingRepository(self.table).creation(shooting)
        self.table.transact([creation, self.shots.creation(shot)])
        return shot.id

    def _prediction_service(self) -> PredictionService:
        table = self.table
        library = LibraryService(
            SubjectRepository(table),
            StyleRepository(table),
            GuidelineRepository(table),
            ShotTypeRepository(table),
        )
        return PredictionService(
            self.stored,
            self.shots,
            ShootingService(ShootingRepository(table), library),
            MediaResourceService(
                MediaRepository(table), Bucket("none", s3=object()), "https://cdn.test"
            ),
        )


TestOneApprovedPrediction = Decisions.TestCase
TestOneApprovedPrediction.settings = settings(
    max_examples=120,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
