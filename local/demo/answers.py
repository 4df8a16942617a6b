"""The API's answers, as far as the demo reads them; what else is in them is left alone."""

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

T = TypeVar("T")


class Answer(BaseModel):
    """A client must not break when the API says more than it used to."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Token(Answer):
    access_token: str


class Ticket(Answer):
    ticket: str


class Listing(Answer, Generic[T]):
    items: tuple[T, ...]


class Presigned(Answer):
    file_id: str
    url: str
    fields: dict[str, str]


class Reason(Answer):
    code: str = ""
    detail: str = ""


class Upload(Answer):
    status: str
    reason: Reason | None = None


class Named(Answer):
    """A style, a subject, a shooting, or a product."""

    id: str
    name: str


class ShotType(Named):
    category: str = ""


class Shot(Answer):
    id: str
    shot_type_id: str


class Look(Answer):
    id: str
    shots: tuple[Shot, ...]


class Percent(Answer):
    percent: int = 0


class Generation(Answer):
    id: str
    shot_id: str
    status: str
    progress: Percent = Percent()
    error_code: str | None = None
    error_message: str | None = None


class Prediction(Answer):
    id: str
    index: int
    url: str
    quality_score: float | None = None
    seed: int | None = None


class ImageError(Answer):
    shot_id: str
    error: str
    details: str = ""


class Export(Answer):
    id: str
    status: str
    progress: Percent = Percent()
    download_url: str | None = None
    errors: tuple[ImageError, ...] = ()
    failure: Reason | None = None
