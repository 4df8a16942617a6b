"""The graph that a generation orders."""

from hypothesis import given
from hypothesis import strategies as st

from shared.compute.graph import plan
from shared.compute.schemas import Node
from shared.compute.validation import check_nodes
from shared.generation.config import MAX_PREDICTIONS, MAX_SEED, GenerationConfig
from shared.generation.graph import build_task_graph
from shared.shooting.models import ShotType, Style, Subject
from shared.shooting.vocabulary import Backdrop, Category, Form, Framing, Lighting
from tests.unit.generation.generation_parts import (
    make_product,
    make_shot_type,
    make_style,
    make_subject,
)

_KEY = "media/0190/file.jpg"
_RATIOS = st.sampled_from(["1:1", "3:4", "4:5", "16:9", "1:4", "21:9"])

configs = st.builds(
    GenerationConfig,
    num_predictions=st.integers(1, MAX_PREDICTIONS),
    guidance_scale=st.none() | st.floats(0, 30),
    steps=st.none() | st.integers(1, 150),
    resolution=st.sampled_from(["1024", "2048", "4096"]),
    aspect_ratio=st.none() | _RATIOS,
    prompt_extra=st.text(max_size=1000),
    negative=st.text(max_size=1000),
)
subjects = st.none() | st.builds(
    lambda form, words: make_subject(form=form, description=words),
    st.sampled_from(Form),
    st.text(max_size=500),
)
styles = st.none() | st.builds(
    lambda backdrop, lighting, warmth, palette: make_style(
        backdrop=backdrop, lighting=lighting, warmth=warmth, palette=tuple(palette)
    ),
    st.sampled_from(Backdrop),
    st.sampled_from(Lighting),
    st.floats(-1, 1),
    st.lists(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True), min_size=1, max_size=8),
)
shot_types = st.builds(
    lambda category, framing, ratio: make_shot_type(
        category=category, framing=framing, aspect_ratio=ratio
    ),
    st.sampled_from([category for category in Category if category is not Category.VIDEO]),
    st.sampled_from(Framing),
    _RATIOS,
)
seeds = st.integers(0, MAX_SEED)


def draw(
    subject: Subject | None,
    style: Style | None,
    shot_type: ShotType,
    config: GenerationConfig,
    seed: int,
) -> tuple[Node, ...]:
    product = make_product(category="dress", brand="Acme")
    return build_task_graph(_KEY, product, subject, style, shot_type, config, seed)


def test_graph_of_two_predictions() -> None:
    config = GenerationConfig(num_predictions=2, guidance_scale=8.0, negative="blur")
    prepare, first, second, *scores = draw(
        make_subject(), make_style(), make_shot_type(), config, 40
    )
    assert prepare.model_dump() == {
        "id": "prepare",
        "type": "prepare",
        "params": {"source_key": _KEY, "garment": "dress Linen summer dress"},
        "needs": (),
    }
    assert first.model_dump() == {
        "id": "generate_0",
        "type": "generate",
        "params": {
            "prompt": "Full body photograph of Ada wearing Linen summer dress by Acme, standing, "
            "on raw concrete, hard light",
            "negative": "blur",
            "longest_edge": 2048,
            "style": {
                "backdrop": "concrete",
                "palette": ["#b9bcbf", "#7d8287"],
                "lighting": "hard",
                "warmth": -0.4,
            },
            "shot": {"category": "on_model", "framing": "full", "aspect_ratio": "3:4"},
            "form": "curve",
            "garment": "dress Linen summer dress",
            "guidance_scale": 8.0,
            "seed": 40,
            "index": 0,
        },
        "needs": ("prepare",),
    }
    assert second.params == {**first.params, "seed": 41, "index": 1}
    assert [score.model_dump() for score in scores] == [
        {
            "id": f"score_{index}",
            "type": "score",
            "params": {"index": index},
            "needs": (f"generate_{index}", "prepare"),
        }
        for index in (0, 1)
    ]


def test_look_without_style_and_subject_is_plain() -> None:
    first = draw(None, None, make_shot_type(), GenerationConfig(num_predictions=1), 0)[1]
    assert first.params["style"]["backdrop"] == "seamless"
    assert first.params["form"] == "classic"


def test_own_aspect_ratio_wins() -> None:
    config = GenerationConfig(num_predictions=1, aspect_ratio="16:9")
    first = draw(None, None, make_shot_type(), config, 0)[1]
    assert first.params["shot"]["aspect_ratio"] == "16:9"


@given(subjects, styles, shot_types, configs, seeds)
def test_compute_accepts_every_graph(
    subject: Subject | None,
    style: Style | None,
    shot_type: ShotType,
    config: GenerationConfig,
    seed: int,
) -> None:
    nodes = draw(subject, style, shot_type, config, seed)
    check_nodes(nodes)
    assert len(plan(nodes).nodes) == len(nodes)


@given(subjects, styles, shot_types, configs, seeds)
def test_every_need_exists_and_counts_hold(
    subject: Subject | None,
    style: Style | None,
    shot_type: ShotType,
    config: GenerationConfig,
    seed: int,
) -> None:
    nodes = draw(subject, style, shot_type, config, seed)
    ids = [node.id for node in nodes]
    generated = [node for node in nodes if node.type == "generate"]
    assert len(set(ids)) == len(ids)
    assert {need for node in nodes for need in node.needs} <= set(ids)
    assert len(generated) == config.num_predictions
    assert [node.params["seed"] for node in generated] == [
        seed + index for index in range(config.num_predictions)
    ]
    assert nodes == draw(subject, style, shot_type, config, seed)
