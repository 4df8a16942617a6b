"""Graphs of the workflows."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.compute.contract.tasks import Node
from shared.compute.tasks.graph import plan
from shared.compute.tasks.result_nodes import index_of, result_nodes
from shared.compute.tasks.validation import check_nodes
from shared.core.errors import Invalid
from shared.core.set_vocabulary import Backdrop, Category, Framing, Lighting
from shared.generation.config import MAX_PREDICTIONS, MAX_RESULTS, MAX_SEED, GenerationConfig
from shared.generation.templates import TEMPLATES, build_task_graph
from shared.generation.templates.graph_inputs import GraphInputs
from shared.library.vocabulary import Form
from tests.scenes.generation_parts import (
    make_product,
    make_shot_type,
    make_style,
    make_subject,
)

_KEY = "media/0190/file.jpg"
_FACES = ("media/a/file.jpg", "media/b/file.jpg")
_RATIOS = st.sampled_from(["1:1", "3:4", "4:5", "16:9", "1:4", "21:9"])
_STILLS = ("on_model", "packshot", "flat_lay", "detail", "lifestyle", "ghost")


def make_inputs(category: str = "on_model", **changes: Any) -> GraphInputs:
    """Inputs for one prediction; `changes` are inputs, or options of the config."""
    own = {name: changes.pop(name) for name in set(changes) & set(GraphInputs.__annotations__)}
    config = GenerationConfig.model_validate({"num_predictions": 1, **changes})
    return GraphInputs(
        **{
            "source_key": _KEY,
            "product": make_product(category="dress", brand="Acme"),
            "subject": None,
            "style": None,
            "shot_type": make_shot_type(category=Category(category)),
            "config": config,
            "seed": 40,
            **own,
        }
    )


def shape(nodes: tuple[Node, ...]) -> dict[str, tuple[str, ...]]:
    return {node.id: node.needs for node in nodes}


def by_id(nodes: tuple[Node, ...]) -> dict[str, dict[str, Any]]:
    return {node.id: node.params for node in nodes}


def test_every_category_has_a_template() -> None:
    assert {str(category) for category in Category} <= set(TEMPLATES)


def test_graph_of_two_predictions() -> None:
    nodes = build_task_graph(
        make_inputs(
            subject=make_subject(),
            style=make_style(),
            num_predictions=2,
            guidance_scale=8.0,
            negative="blur",
        )
    )
    prepare, first, second, *scores = nodes
    assert prepare.params == {"source_key": _KEY, "garment": "dress Linen summer dress"}
    assert first.params == {
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
    }
    assert second.params == {**first.params, "seed": 41, "index": 1}
    assert [score.params for score in scores] == [{"index": 0}, {"index": 1}]
    assert shape(nodes) == {
        "prepare": (),
        "generate_0": ("prepare",),
        "generate_1": ("prepare",),
        "score_0": ("generate_0", "prepare"),
        "score_1": ("generate_1", "prepare"),
    }


@pytest.mark.parametrize("category", _STILLS)
def test_still_follows_its_category(category: str) -> None:
    nodes = build_task_graph(make_inputs(category, reference_keys=_FACES))
    assert list(shape(nodes)) == ["prepare", "generate_0", "score_0"]
    params = by_id(nodes)["generate_0"]
    assert params["shot"]["category"] == category
    # Only images of a person have to resemble the subject.
    assert ("reference_keys" in params) == (category in ("on_model", "lifestyle"))


def test_chosen_workflow_outweighs_category() -> None:
    params = by_id(build_task_graph(make_inputs("on_model", workflow="ghost")))["generate_0"]
    assert params["shot"]["category"] == "ghost"


def test_base_images_are_references() -> None:
    params = by_id(build_task_graph(make_inputs(reference_keys=_FACES)))["generate_0"]
    assert params["reference_keys"] == list(_FACES)


def test_look_without_style_and_subject_is_plain() -> None:
    params = by_id(build_task_graph(make_inputs()))["generate_0"]
    assert (params["style"]["backdrop"], params["form"]) == ("seamless", "classic")


def test_own_aspect_ratio_wins() -> None:
    params = by_id(build_task_graph(make_inputs(aspect_ratio="16:9")))["generate_0"]
    assert params["shot"]["aspect_ratio"] == "16:9"


def test_try_on_takes_turns_with_the_subject() -> None:
    nodes = build_task_graph(
        make_inputs(workflow="try_on", num_predictions=3, reference_keys=_FACES)
    )
    people = [params["person_key"] for id, params in by_id(nodes).items() if "try_on" in id]
    assert people == [_FACES[0], _FACES[1], _FACES[0]]
    assert shape(nodes)["score_2"] == ("try_on_2", "prepare")


def test_try_on_needs_somebody() -> None:
    with pytest.raises(Invalid, match="subject_without_image"):
        build_task_graph(make_inputs(workflow="try_on"))


def test_upscale_makes_the_enlarged_results() -> None:
    nodes = build_task_graph(make_inputs(upscale=4))
    assert shape(nodes) == {
        "prepare": (),
        "generate_0": ("prepare",),
        "score_0": ("generate_0", "prepare"),
        "upscale_0": ("generate_0",),
        "persist_0": ("upscale_0",),
    }
    params = by_id(nodes)
    assert "index" not in params["generate_0"]
    assert params["upscale_0"] == {"factor": 4, "seed": 40, "index": 0}
    assert params["persist_0"] == {"index": 0}


def test_colours_follow_the_originals() -> None:
    nodes = build_task_graph(make_inputs(num_predictions=2, recolor=["#aa0000", "#00AA00"]))
    dyed = {id: p for id, p in by_id(nodes).items() if id.startswith("recolor")}
    assert {id: (p["colour"], p["index"], p["seed"]) for id, p in dyed.items()} == {
        "recolor_0_0": ("#aa0000", 2, 40),
        "recolor_1_0": ("#aa0000", 3, 41),
        "recolor_0_1": ("#00AA00", 4, 40),
        "recolor_1_1": ("#00AA00", 5, 41),
    }
    assert shape(nodes)["recolor_1_0"] == ("generate_1",)


def test_colours_are_enlarged_too() -> None:
    nodes = build_task_graph(make_inputs(recolor=["#aa0000"], upscale=2))
    assert shape(nodes)["upscale_1"] == ("recolor_0_0",)
    assert {node.id for node in result_nodes(nodes)} == {"persist_0", "persist_1"}


def test_video_is_made_of_a_still() -> None:
    nodes = build_task_graph(make_inputs("video", aspect_ratio="16:9", video_seconds=8))
    assert shape(nodes) == {
        "prepare": (),
        "generate_0": ("prepare",),
        "score_0": ("generate_0", "prepare"),
        "video_0": ("generate_0",),
        "persist_0": ("video_0",),
    }
    params = by_id(nodes)
    # Providers of still images do not know the category video.
    assert params["generate_0"]["shot"]["category"] == "on_model"
    assert (params["video_0"]["seconds"], params["video_0"]["aspect_ratio"]) == (8, "16:9")


@pytest.mark.parametrize(
    ("category", "option"),
    [
        ("video", {"upscale": 2}),
        ("video", {"recolor": ["#aa0000"]}),
        ("packshot", {"video_seconds": 5}),
    ],
)
def test_option_without_effect_is_refused(category: str, option: dict[str, Any]) -> None:
    with pytest.raises(Invalid, match="option_not_available"):
        build_task_graph(make_inputs(category, **option))


@pytest.mark.parametrize("use_cache", [True, False])
def test_cache_is_for_all_nodes_or_none(use_cache: bool) -> None:
    nodes = build_task_graph(make_inputs(upscale=2, use_cache=use_cache))
    assert {node.cache for node in nodes} == {use_cache}


configs = st.builds(
    lambda count, colours, upscale, edge, **options: GenerationConfig(
        num_predictions=count,
        recolor=colours[: MAX_RESULTS // count - 1],
        resolution=edge,
        upscale=None if upscale == 4 and edge == "4096" else upscale,
        **options,
    ),
    st.integers(1, MAX_PREDICTIONS),
    st.lists(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True), max_size=8, unique=True),
    st.sampled_from([None, 2, 4]),
    st.sampled_from(["1024", "2048", "4096"]),
    guidance_scale=st.none() | st.floats(0, 30),
    steps=st.none() | st.integers(1, 150),
    aspect_ratio=st.none() | _RATIOS,
    prompt_extra=st.text(max_size=1000),
    negative=st.text(max_size=1000),
    use_cache=st.booleans(),
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
    st.sampled_from(Category),
    st.sampled_from(Framing),
    _RATIOS,
)


def _fit(config: GenerationConfig, workflow: str) -> GenerationConfig:
    useless = {"recolor": (), "upscale": None} if workflow == "video" else {}
    return config.model_copy(update=useless)


@given(
    subjects, styles, shot_types, configs, st.integers(0, MAX_SEED),
    st.none() | st.sampled_from(sorted(TEMPLATES)),
)  # fmt: skip
def test_compute_accepts_every_graph(
    subject: Any, style: Any, shot_type: Any, config: GenerationConfig, seed: int, workflow: Any
) -> None:
    config = config.model_copy(update={"workflow": workflow})
    config = _fit(config, workflow or shot_type.category)
    asked = make_inputs(
        subject=subject, style=style, shot_type=shot_type, reference_keys=_FACES,
        config=config, seed=seed,
    )  # fmt: skip
    nodes = build_task_graph(asked)
    check_nodes(nodes)
    assert len(plan(nodes).nodes) == len(nodes)
    results = result_nodes(nodes)
    assert [index_of(node) for node in results] == list(range(config.result_count))
    assert nodes == build_task_graph(asked)
