"""Captions as they are stored."""

from uuid import UUID

from shared.compute_client.models import Ordered


class Caption(Ordered):
    """`length` is the requested maximum in characters. `edited`: a person changed the text.

    `model` and `provider` wrote the first text; an edit keeps them.
    """

    prediction_id: UUID
    shot_id: UUID
    shooting_id: UUID
    locale: str
    tone: str
    length: int
    text: str = ""
    edited: bool = False
    model: str = ""
    provider: str = ""
