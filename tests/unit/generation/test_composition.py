"""A generation and its order say the same."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.core.ids import new_id
from shared.generation.composition import choose_seed
from shared.generation.config import MAX_PREDICTIONS, MAX_SEED, GenerationConfig
from shared.generation.models import Generation, GenerationStatus
from shared.generation.schemas import read_generation

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
        status=GenerationStatus.PROCESSING,
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
