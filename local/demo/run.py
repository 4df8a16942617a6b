"""What all stages of one run share, and what they leave behind."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from local.demo.answers import Named, Prediction, ShotType
from local.demo.client import Client
from local.demo.inbox import Inbox
from local.demo.photos import Photo
from local.demo.progress import Board
from local.demo.timing import StageClock

PREDICTIONS_PER_SHOT = 4


@dataclass(frozen=True)
class Casting:
    """What the organization has to choose from, and the shooting that it is chosen for."""

    shooting: Named
    styles: tuple[Named, ...]
    subjects: tuple[Named, ...]
    shot_types: tuple[ShotType, ...]


@dataclass(frozen=True)
class ReviewedShot:
    """A shot with its predictions by index, one of them approved.

    `pictures` are being fetched from the CDN while the job goes on.
    """

    photo: Photo
    shot_type: ShotType
    style: str
    shot_id: str
    predictions: tuple[Prediction, ...]
    approved: Prediction
    pictures: tuple["asyncio.Task[bytes]", ...]


@dataclass(frozen=True)
class Setback:
    """Something that did not hold, though the job went on without it."""

    subject: str
    reason: str


@dataclass
class Counts:
    """The numbers that the report prints per stage."""

    validated: int = 0
    looks: int = 0
    generated: int = 0
    predictions: int = 0
    approved: int = 0
    delivered: int = 0
    zip_bytes: int = 0


@dataclass
class Run:
    name: str
    out: Path
    client: Client
    inbox: Inbox
    board: Board
    clock: StageClock
    counts: Counts = field(default_factory=Counts)
    setbacks: list[Setback] = field(default_factory=list)

    def set_back(self, subject: str, reason: str) -> None:
        self.setbacks.append(Setback(subject, reason))
