"""A generation and its order agree."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.compute.contract.tasks import Priority, ProviderPolicy
from shared.compute_client.models import OrderStatus
from shared.core.ids import derived_id, new_id
from shared.generation.composition import choose_seed, compose
from shared.generation.config import MAX_PREDICTIONS, MAX_SEED, GenerationConfig
from shared.generation.models import Generation
from shared.generation.scene import Scene
from shared.generation.schemas import read_generation
from shared.generation.templates import GRAPH_VERSION
from shared.identity.principal import Principal
from shared.identity.scopes import Role
from shared.shooting.models import Shooting, ShootingLook
from tests.scenes.generation_parts import make_product, make_shot_type, stored

_NOW = datetime(2024, 6, 1, tzinfo=UTC)


@given(st.uuids())
def test_derived_seed_belongs_to_generation(generation_id: UUID) -> None:
    seed = choose_seed(GenerationConfig(), generation_id)
    assert seed == choose_seed(GenerationConfig(), generation_id)
    assert seed in range(2**31 - MAX_PREDICTIONS)


def test_given_seed_is_kept() -> None:
    assert choose_seed(GenerationConfig(seed=MAX_SEED), new_id()) == MAX_SEED


@pytest.mark.parametrize(
    "wrong",
    [
        {"num_predictions": 0},
        {"num_predictions": 9},
        {"seed": -1},
        {"resolution": "512"},
        {"aspect_ratio": "9:1"},
        {"aspect_ratio": "100:90"},
        {"guidance_scale": 31},
        {"num_prediction": 4},
        {"workflow": "portrait"},
        {"upscale": 3},
        {"upscale": 4, "resolution": "4096"},
        {"recolor": ["red"]},
        {"recolor": ["#aa0000", "#AA0000"]},
        {"recolor": [f"#00000{digit}" for digit in range(9)], "num_predictions": 1},
        {"recolor": ["#aa0000", "#bb0000"], "num_predictions": 6},
        {"video_seconds": 0},
        {"video_seconds": 21},
        {"budget_cap_microusd": -1},
        {"provider_policy": {"only": ["Fal AI"]}},
    ],
)
def test_bad_config_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        GenerationConfig.model_validate(wrong)


def test_reading_gathers_progress_and_links() -> None:
    generation = Generation(
        id=new_id(),
        organization_id=new_id(),
        created_at=_NOW,
        updated_at=_NOW,
        shot_id=new_id(),
        shooting_id=new_id(),
        shooting_look_id=new_id(),
        shot_type_id=new_id(),
        status=OrderStatus.PROCESSING,
        config=GenerationConfig(),
        seed=7,
        graph_version=1,
        percent=30,
        nodes_done=3,
        nodes_total=9,
        prediction_ids=(new_id(), new_id()),
    )
    read = read_generation(generation).model_dump(mode="json")
    assert read["status"] == "processing"
    assert read["progress"] == {"percent": 30, "nodes_done": 3, "nodes_total": 9}
    assert read["prediction_count"] == 2
    assert read["links"]["self"] == f"/api/v1/generations/{generation.id}"


def test_order_carries_the_wishes() -> None:
    look_fields = {name: value for name, value in stored("look").items() if name != "name"}
    look = ShootingLook(
        **look_fields, shooting_id=new_id(), main_product_id=new_id(), shot_type_ids=()
    )
    scene = Scene(
        shooting=Shooting(**stored("Summer")), look=look, shot_type=make_shot_type(),
        product=make_product(), subject=None, style=None, source_key="media/1/file.jpg",
        reference_keys=("media/2/file.jpg",),
    )  # fmt: skip
    policy = ProviderPolicy(only=("fal", "studio"), prefer="price")
    config = GenerationConfig(
        num_predictions=1, provider_policy=policy, budget_cap_microusd=500_000, use_cache=False
    )
    principal = Principal(user_id=new_id(), organization_id=derived_id("acme"), role=Role.PRODUCER)
    generation, order = compose(new_id(), new_id(), scene, config, Priority.HIGH, principal, _NOW)
    assert (order.generation_id, order.priority) == (generation.id, Priority.HIGH)
    assert (order.shooting_id, generation.shooting_id) == (scene.shooting.id,) * 2
    assert (order.policy, order.budget_cap_microusd) == (policy, 500_000)
    assert order.tasks[1].params["reference_keys"] == ["media/2/file.jpg"]
    assert not any(node.cache for node in order.tasks)
    assert (generation.graph_version, generation.nodes_total) == (GRAPH_VERSION, 3)
    assert Generation.model_validate(generation.model_dump(mode="json")) == generation
