"""Captions as they are stored."""

from uuid import UUID

from shared.compute_client.models import Ordered


class Caption(Ordered):
    """`length` is the most characters that were asked for. `edited`: a person wrote the text.

    `model` and `provider` wrote the first text; they stay when a person changes it.
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
