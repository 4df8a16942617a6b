"""The results of a task, put together from its nodes: images, videos and words. Pure."""

from shared.compute.contract.tasks import NodeStatus, TaskOutput, TaskText
from shared.compute.nodes.images import ImageOutput
from shared.compute.nodes.score import ScoreOutput
from shared.compute.records.tasks import TaskNode
from shared.compute.tasks.result_nodes import RESULT_TYPES, index_of, result_nodes, text_nodes

# What measures images; the first that measured one says how good it is.
_MEASURES = ("score", "consistency")
_OF_THE_FILE = set(ImageOutput.model_fields) | {"seconds"}
_OF_THE_WORDS = {"text", "model", "provider"}
# They show what their source shows, so its score is good for them.
_FAITHFUL = ("persist", "upscale", "video")


def task_outputs(nodes: tuple[TaskNode, ...]) -> tuple[TaskOutput, ...]:
    """The results that were made, each with its score where there is one, by rising index."""
    by_id = {node.id: node for node in nodes}
    scores = _scores(nodes)
    made = [_output(node, by_id, scores) for node in result_nodes(nodes) if _succeeded(node)]
    return tuple(sorted(made, key=lambda output: output.index))


def task_texts(nodes: tuple[TaskNode, ...]) -> tuple[TaskText, ...]:
    """What was written, in topological order."""
    return tuple(_text(node) for node in text_nodes(nodes) if _succeeded(node))


def _scores(nodes: tuple[TaskNode, ...]) -> dict[str, ScoreOutput]:
    """By the id of what was measured; with several measures the `checks` of all."""
    measured = sorted(
        (node for node in nodes if node.type in _MEASURES and _succeeded(node)),
        key=lambda node: _MEASURES.index(node.type),
    )
    scores: dict[str, ScoreOutput] = {}
    for node in measured:
        score = ScoreOutput.model_validate(node.output)
        for need in node.needs:
            first = scores.setdefault(need, score)
            merged = {**score.checks, **first.checks}
            scores[need] = first.model_copy(update={"checks": merged})
    return scores


def _output(
    node: TaskNode, by_id: dict[str, TaskNode], scores: dict[str, ScoreOutput]
) -> TaskOutput:
    """Time and cost are those of the step that made the file, not of the whole way to it."""
    maker = node if node.type in RESULT_TYPES else _source(node, by_id) or node
    score = _score(node, by_id, scores)
    told = node.output or {}
    return TaskOutput(
        **{name: value for name, value in told.items() if name in _OF_THE_FILE},
        index=index_of(node) or 0,
        prompt=_prompt(maker, by_id),
        quality_score=score.quality if score else None,
        confidence=score.confidence if score else None,
        checks=score.checks if score else {},
        duration_ms=maker.duration_ms,
        cost_microusd=maker.cost_microusd,
    )


def _source(node: TaskNode, by_id: dict[str, TaskNode]) -> TaskNode | None:
    """The image or video that a node works on."""
    found = (by_id[need] for need in node.needs if need in by_id)
    return next((need for need in found if need.type in RESULT_TYPES), None)


def _score(
    node: TaskNode, by_id: dict[str, TaskNode], scores: dict[str, ScoreOutput]
) -> ScoreOutput | None:
    """Its own, or that of what it shows unchanged.

    An image in another colour has none: the measure is of the product as it was photographed.
    """
    carried = (node.output or {}).get("score")
    if carried is not None:
        return ScoreOutput.model_validate(carried)
    if node.id in scores:
        return scores[node.id]
    source = _source(node, by_id) if node.type in _FAITHFUL else None
    return _score(source, by_id, scores) if source else None


def _prompt(node: TaskNode, by_id: dict[str, TaskNode]) -> str:
    """The words it was made with: written by another node, its own, or those of its source."""
    written = next((by_id[n] for n in node.needs if n in by_id and by_id[n].type == "prompt"), None)
    if written is not None and written.output:
        return str(written.output.get("text", ""))
    if node.params.get("prompt"):
        return str(node.params["prompt"])
    source = _source(node, by_id)
    return _prompt(source, by_id) if source else ""


def _text(node: TaskNode) -> TaskText:
    told = node.output or {}
    return TaskText(
        node_id=node.id,
        node_type=node.type,
        data={name: value for name, value in told.items() if name not in _OF_THE_WORDS},
        cost_microusd=node.cost_microusd,
        **{name: told.get(name, "") for name in sorted(_OF_THE_WORDS)},
    )


def _succeeded(node: TaskNode) -> bool:
    return node.status is NodeStatus.SUCCEEDED
