"""The library of a new organization, so that its first look needs no set-up.

Ids are derived from the organization, the noun and the name, so writing it is idempotent.
"""

from typing import Any
from uuid import UUID

from shared.aws import keys
from shared.aws.keys import Noun
from shared.aws.outbox import put_event
from shared.aws.writes import Put, Write
from shared.core.clock import Clock, utc_now
from shared.core.events import PLATFORM, make_event
from shared.core.ids import derived_id
from shared.core.model import Entity
from shared.core.set_vocabulary import Backdrop, Category, Framing, Lighting
from shared.library.models import Guideline, ShotType, Style, Subject
from shared.library.rules import BackgroundColor, Margin, MinResolution
from shared.library.vocabulary import Form, Severity

_STYLES: tuple[dict[str, Any], ...] = (
    {
        "name": "Clean studio",
        "description": "Seamless light grey, soft and even light.",
        "prompt_fragment": "on a seamless light grey studio backdrop, soft even light",
        "backdrop": Backdrop.SEAMLESS,
        "palette": ("#f2f1ee", "#d9d6d0"),
        "lighting": Lighting.SOFT,
    },
    {
        "name": "Morning window",
        "description": "Warm plaster wall with the light of a tall window.",
        "prompt_fragment": "against a warm plaster wall, low morning light through a window",
        "backdrop": Backdrop.PLASTER,
        "palette": ("#eadccb", "#c9b095"),
        "lighting": Lighting.WINDOW,
        "warmth": 0.5,
    },
    {
        "name": "Concrete edge",
        "description": "Cool concrete and hard light with long shadows.",
        "prompt_fragment": "in front of raw concrete, hard directional light, long shadows",
        "backdrop": Backdrop.CONCRETE,
        "palette": ("#b9bcbf", "#7d8287"),
        "lighting": Lighting.HARD,
        "warmth": -0.4,
    },
    {
        "name": "Linen atelier",
        "description": "Natural linen, gentle light, quiet colours.",
        "prompt_fragment": "on natural linen, gentle daylight, quiet colours",
        "backdrop": Backdrop.LINEN,
        "palette": ("#e6ddcf", "#bfae94"),
        "lighting": Lighting.SOFT,
        "warmth": 0.2,
    },
    {
        "name": "Evening gradient",
        "description": "Deep gradient, the product drawn by a rim of light.",
        "prompt_fragment": "on a deep evening gradient, rim light along the outline",
        "backdrop": Backdrop.GRADIENT,
        "palette": ("#3a3f52", "#8d7f92"),
        "lighting": Lighting.RIM,
        "warmth": -0.1,
    },
    {
        "name": "Terracotta arch",
        "description": "An arch in terracotta, as on a summer square.",
        "prompt_fragment": "before a terracotta arch, bright summer light",
        "backdrop": Backdrop.ARCH,
        "palette": ("#d98e6a", "#f0d9c4"),
        "lighting": Lighting.HARD,
        "warmth": 0.6,
    },
)

_SHOT_TYPES: tuple[dict[str, Any], ...] = (
    {
        "name": "full_body",
        "category": Category.ON_MODEL,
        "framing": Framing.FULL,
        "pose": "standing, facing the camera",
        "aspect_ratio": "3:4",
        "prompt_template": "Full body photograph of {subject} wearing {product}, {pose}, {style}",
    },
    {
        "name": "packshot",
        "category": Category.PACKSHOT,
        "framing": Framing.FULL,
        "aspect_ratio": "1:1",
        "prompt_template": "Product photograph of {product}, centred, {style}",
    },
    {
        "name": "detail",
        "category": Category.DETAIL,
        "framing": Framing.CLOSE,
        "aspect_ratio": "4:5",
        "prompt_template": "Close-up of the material and finish of {product}, {style}",
    },
    {
        "name": "flat_lay",
        "category": Category.FLAT_LAY,
        "framing": Framing.FULL,
        "aspect_ratio": "1:1",
        "prompt_template": "{product} laid flat, seen from straight above, {style}",
    },
    {
        "name": "lifestyle",
        "category": Category.LIFESTYLE,
        "framing": Framing.THREE_QUARTER,
        "pose": "walking",
        "aspect_ratio": "4:5",
        "prompt_template": "{subject} with {product} in everyday life, {pose}, {style}",
    },
)

_SUBJECTS: tuple[dict[str, Any], ...] = (
    {"name": "Ada", "form": Form.CLASSIC, "description": "a tall woman with short dark hair"},
    {"name": "Mina", "form": Form.PETITE, "description": "a petite woman with long black hair"},
    {"name": "Zola", "form": Form.CURVE, "description": "a curvy woman with natural curls"},
    {"name": "Noel", "form": Form.ATHLETIC, "description": "an athletic man with a short beard"},
)

_GUIDELINES: tuple[dict[str, Any], ...] = (
    {
        "name": "Shop ready",
        "rules": (
            MinResolution(kind="min_resolution", longest_edge_px=1600),
            Margin(kind="margin", min_share=0.04, max_share=0.3),
        ),
        "severity": Severity.WARNING,
    },
    {
        "name": "Marketplace white",
        "rules": (
            BackgroundColor(kind="background_color", color="#ffffff", max_delta_e=3.0),
            MinResolution(kind="min_resolution", longest_edge_px=1000),
        ),
        "severity": Severity.BLOCKING,
    },
)

_ENTRIES: tuple[tuple[Noun, type[Entity], tuple[dict[str, Any], ...]], ...] = (
    (Noun.STYLE, Style, _STYLES),
    (Noun.SHOT_TYPE, ShotType, _SHOT_TYPES),
    (Noun.SUBJECT, Subject, _SUBJECTS),
    (Noun.GUIDELINE, Guideline, _GUIDELINES),
)


def starter_writes(organization_id: UUID, user_id: UUID, clock: Clock = utc_now) -> list[Write]:
    """17 entries and one event, for the transaction that creates the organization."""
    now = clock()
    writes: list[Write] = []
    for noun, entity, entries in _ENTRIES:
        for fields in entries:
            entry = entity(
                **fields,
                id=starter_id(organization_id, noun, fields["name"]),
                organization_id=organization_id,
                created_at=now,
                updated_at=now,
                created_by=user_id,
            )
            writes.append(_put(noun, entry))
    event = make_event(
        "catalogue.started",
        source=PLATFORM,
        organization_id=organization_id,
        actor=f"user:{user_id}",
        data={str(noun).lower(): len(entries) for noun, _, entries in _ENTRIES},
        id=derived_id(organization_id, "catalogue.started"),
        clock=clock,
    )
    return [*writes, put_event(event)]


def starter_id(organization_id: UUID, noun: Noun, name: str) -> UUID:
    return derived_id(organization_id, noun, name)


def _put(noun: Noun, entry: Entity) -> Put:
    """The item as the repository of the noun writes it; these nouns have no index."""
    key = keys.entity(entry.organization_id, noun, entry.id)
    return Put({**key._asdict(), "kind": str(noun), **entry.model_dump(mode="json")})
