"""Products, a shooting with a look, and predictions of its shots."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi.testclient import TestClient

from shared.core.clock import utc_now
from shared.core.ids import new_id
from shared.media.models import MediaResource, Origin
from shared.media.naming import media_key
from shared.media.repository import MediaRepository
from shared.review.models import PredictionFacts
from shared.wiring.process import get_platform
from tests.integration.route_cases import Org
from tests.scenes.prediction_facts import make_facts


@dataclass(frozen=True)
class Generated:
    """The part of a generation that predictions need."""

    id: UUID


@dataclass(frozen=True)
class Scene:
    """A shooting with one look of two shot types; `shot_ids` in their order."""

    product_id: str
    subject_id: str
    style_id: str
    guideline_id: str
    shot_type_ids: tuple[str, ...]
    shooting_id: str
    look_id: str
    shot_ids: tuple[str, ...]


def post(client: TestClient, org: Org, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(f"/api/v1{path}", json=body, headers=org.headers)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def make_product(client: TestClient, org: Org, sku: str | None = None) -> str:
    body = {"name": "Linen dress", "category": "dress", "sku": sku or f"SKU-{new_id()}"}
    return str(post(client, org, "/products", body)["id"])


def make_shot_type(client: TestClient, org: Org, name: str = "full_body") -> str:
    body = {"name": name, "category": "on_model", "framing": "full"}
    return str(post(client, org, "/shot-types", body)["id"])


def make_shooting(client: TestClient, org: Org, **fields: Any) -> str:
    return str(post(client, org, "/shootings", {"name": "Summer 2024", **fields})["id"])


def make_parts(client: TestClient, org: Org) -> dict[str, Any]:
    """A valid body for POST /shooting-looks; the entities that it names exist."""
    guideline = {
        "name": "White",
        "rules": [{"kind": "min_resolution", "longest_edge_px": 1000}],
        "severity": "blocking",
    }
    return {
        "shooting_id": make_shooting(client, org),
        "main_product_id": make_product(client, org),
        "product_ids": [make_product(client, org)],
        "subject_id": post(client, org, "/subjects", {"name": "Ada"})["id"],
        "style_id": post(client, org, "/styles", {"name": "Clean studio"})["id"],
        "guideline_ids": [post(client, org, "/guidelines", guideline)["id"]],
        "shot_type_ids": [
            make_shot_type(client, org),
            make_shot_type(client, org, "packshot"),
        ],
    }


def make_scene(client: TestClient, org: Org) -> Scene:
    parts = make_parts(client, org)
    look = post(client, org, "/shooting-looks", parts)
    return Scene(
        product_id=parts["main_product_id"],
        subject_id=parts["subject_id"],
        style_id=parts["style_id"],
        guideline_id=parts["guideline_ids"][0],
        shot_type_ids=tuple(parts["shot_type_ids"]),
        shooting_id=parts["shooting_id"],
        look_id=look["id"],
        shot_ids=tuple(shot["id"] for shot in look["shots"]),
    )


def store_generated_image(org: Org, mime: str = "image/webp") -> UUID:
    """A media resource as a generation leaves it."""
    media_id, now = new_id(), utc_now()
    resource = MediaResource(
        id=media_id,
        organization_id=org.organization_id,
        created_at=now,
        updated_at=now,
        sha256=media_id.hex * 2,
        mime=mime,
        width=1536,
        height=2048,
        bytes=123_456,
        key=media_key(media_id, mime),
        refcount=1,
        origin=Origin.GENERATION,
    )
    media = MediaRepository(get_platform().base.platform_table)
    media.commit(media.creation(resource))
    return media_id


def draft(org: Org, index: int, mime: str = "image/webp") -> PredictionFacts:
    return make_facts(
        media_id=store_generated_image(org, mime),
        mime=mime,
        index=index,
        quality_score=0.75,
        confidence=0.5,
        checks={"sharpness": 0.9},
        seed=index,
        model="studio-compositor",
        provider="studio",
        prompt="Linen dress",
        width=1536,
        height=2048,
    )


def add_predictions(org: Org, shot_id: str, count: int = 2, mime: str = "image/webp") -> list[str]:
    """Complete a generation for this shot; returns the ids of its predictions by index."""
    shot = get_platform().shooting.shots.get_entity(org.organization_id, UUID(shot_id))
    generation = Generated(new_id())
    drafts = [draft(org, index, mime) for index in range(count)]
    service = get_platform().review.predictions
    get_platform().base.platform_table.transact(service.creation_writes(shot, generation, drafts))
    answer = service.list(UUID(shot_id), org.principal, limit=200, cursor=None)
    return [str(item.id) for item in answer.items if item.generation_id == generation.id]


def start_shooting(org: Org, shooting_id: str) -> None:
    """Start its first generation."""
    shootings = get_platform().shooting.shootings
    shooting = shootings.get_entity(org.organization_id, UUID(shooting_id))
    get_platform().base.platform_table.transact(
        shootings.writes_for_start(shooting, org.principal.actor)
    )
