"""Predictions in the platform table.

A prediction is stored in the partition of its shot, so that all variants of a shot are read with
one strongly consistent query. `gsi1` lists those of a shooting, `gsi2` those of the organization.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from shared.aws import keys
from shared.aws.attributes import Item
from shared.aws.keys import GSI1, GSI2, Key, Noun
from shared.aws.repository import Repository
from shared.aws.table import Query
from shared.aws.writes import Put, Update
from shared.core.clock import iso
from shared.core.errors import Conflict
from shared.core.paging import Page, encode_cursor
from shared.review.errors import PREDICTION_EXISTS, PREDICTION_NOT_FOUND, PREDICTIONS_EXIST
from shared.review.models import Prediction, PredictionStatus


class PredictionRepository(Repository[Prediction]):
    """`get_of_shot` and `get_pairs` take one read; `find`, by the id alone, takes two."""

    entity = Prediction
    noun = Noun.PREDICTION
    title = "Prediction"
    not_found = PREDICTION_NOT_FOUND
    exists = PREDICTION_EXISTS

    def key(self, entity: Prediction) -> Key:
        return _key(entity.organization_id, entity.shot_id, entity.id)

    def indexes(self, entity: Prediction) -> Item:
        # Derived ids have no order, so the time of creation precedes them.
        created = f"{iso(entity.created_at)}#{entity.id}"
        owner = entity.organization_id
        return {
            "gsi1pk": keys.collection(owner, Noun.SHOOTING, entity.shooting_id),
            "gsi1sk": f"{keys.member_prefix(self.noun)}{created}",
            "gsi2pk": keys.partition(owner, self.noun),
            "gsi2sk": created,
        }

    def item(self, entity: Prediction) -> Item:
        # Fixed width, so that a filter can compare it as text.
        return {**super().item(entity), "made_at": iso(entity.created_at)}

    def locator(self, entity: Prediction) -> Put:
        """The item that maps the id of a prediction to its shot."""
        return Put(
            {
                **keys.entity(entity.organization_id, self.noun, entity.id)._asdict(),
                "kind": "PREDICTION_PLACE",
                "shot_id": str(entity.shot_id),
            },
            error=_exist_already(),
        )

    def find(self, organization_id: UUID, entity_id: UUID) -> Prediction | None:
        locator = self.table.get(keys.entity(organization_id, self.noun, entity_id))
        if locator is None:
            return None
        return self.get_of_shot(organization_id, UUID(locator["shot_id"]), entity_id)

    def get_of_shot(
        self, organization_id: UUID, shot_id: UUID, prediction_id: UUID
    ) -> Prediction | None:
        item = self.table.get(_key(organization_id, shot_id, prediction_id))
        return self.read(item) if item else None

    def get_pairs(
        self, organization_id: UUID, pairs: Iterable[tuple[UUID, UUID]]
    ) -> dict[tuple[UUID, UUID], Prediction]:
        """By (shot id, prediction id), in one strongly consistent batch read."""
        wanted = [_key(organization_id, shot_id, own_id) for shot_id, own_id in pairs]
        found = [self.read(item) for item in self.table.get_many(wanted)]
        return {(prediction.shot_id, prediction.id): prediction for prediction in found}

    def list_of_shot(
        self, organization_id: UUID, shot_id: UUID, *, limit: int, cursor: str | None
    ) -> Page[Prediction]:
        """In order of their ids. Strongly consistent."""
        pk = keys.collection(organization_id, Noun.SHOT, shot_id)
        query = Query(pk, prefix=keys.member_prefix(self.noun))
        return self.paged(query, limit=limit, cursor=cursor)

    def list_newest(
        self,
        organization_id: UUID,
        *,
        shooting_id: UUID | None,
        before: datetime | None,
        limit: int,
        cursor: str | None,
    ) -> Page[Prediction]:
        """Of a shooting or of the organization. Eventually consistent."""
        if shooting_id is not None:
            pk = keys.collection(organization_id, Noun.SHOOTING, shooting_id)
            prefix, index = keys.member_prefix(self.noun), GSI1
        else:
            pk, prefix, index = keys.partition(organization_id, self.noun), "", GSI2
        query = Query(
            pk,
            prefix=prefix,
            index=index,
            descending=True,
            filter="#made_at < :before" if before else "",
            values={"before": iso(before)} if before else {},
        )
        return self.paged(query, limit=limit, cursor=cursor)

    def cursor_after(self, prediction: Prediction, *, of_shooting: bool) -> str | None:
        """The cursor with which `list_newest` continues after this prediction."""
        index = GSI1 if of_shooting else GSI2
        position = {
            name: value for name, value in self.indexes(prediction).items() if index in name
        }
        return encode_cursor({**self.key(prediction)._asdict(), **position})

    def creation(self, entity: Prediction) -> Put:
        return Put(
            self.item(entity),
            error=_exist_already(),
        )

    def marking(
        self,
        organization_id: UUID,
        shot_id: UUID,
        prediction_id: UUID,
        status: PredictionStatus,
        at: datetime,
    ) -> Update:
        """Set the status. The version of the shot, in the same transaction, guards it."""
        return Update(
            _key(organization_id, shot_id, prediction_id),
            set={"status": str(status), "updated_at": iso(at)},
            add={"version": 1},
            condition="attribute_exists(pk) AND #status <> :deleted",
            values={"deleted": str(PredictionStatus.DELETED)},
            error=PREDICTION_NOT_FOUND("Prediction not found"),
        )


def _key(organization_id: UUID, shot_id: UUID, prediction_id: UUID) -> Key:
    return keys.member(organization_id, Noun.SHOT, shot_id, Noun.PREDICTION, prediction_id)


def _exist_already() -> Conflict:
    return PREDICTIONS_EXIST("The predictions of this generation are stored already.")
