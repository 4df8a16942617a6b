"""Captions in the platform table, listed by prediction (gsi1)."""

from uuid import UUID

from shared.aws import keys
from shared.aws.attributes import Item
from shared.aws.keys import GSI1, Noun
from shared.aws.table import Query
from shared.captions.errors import CAPTION_EXISTS, CAPTION_NOT_FOUND
from shared.captions.models import Caption
from shared.compute_client.order_storage import OrderedRepository
from shared.core.paging import Page


class CaptionRepository(OrderedRepository[Caption]):
    entity = Caption
    noun = Noun.CAPTION
    title = "Caption"
    not_found = CAPTION_NOT_FOUND
    exists = CAPTION_EXISTS

    def indexes(self, entity: Caption) -> Item:
        parent = keys.collection(entity.organization_id, Noun.PREDICTION, entity.prediction_id)
        return {"gsi1pk": parent, "gsi1sk": f"{keys.member_prefix(self.noun)}{entity.id}"}

    def list_of_prediction(
        self, organization_id: UUID, prediction_id: UUID, *, limit: int, cursor: str | None
    ) -> Page[Caption]:
        """Newest first. Eventually consistent."""
        query = Query(
            keys.collection(organization_id, Noun.PREDICTION, prediction_id),
            prefix=keys.member_prefix(self.noun),
            index=GSI1,
            descending=True,
        )
        return self.paged(query, limit=limit, cursor=cursor)
