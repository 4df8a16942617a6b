"""`persist`: makes what it needs a result of the task, after a look at the file itself.

In a graph with such nodes nothing else is a result; the steps before are the way there.
"""

import hashlib

from shared.compute.errors import InputMissing
from shared.compute.nodes.base import Inputs, LocalNode, Slot
from shared.compute.nodes.images import IMAGE_TYPES, ImageOutput, Index
from shared.compute.nodes.score import ScoreOutput
from shared.core.model import Model

RESULT_SLOT = Slot("result", (*IMAGE_TYPES, "video"))
SCORE_SLOT = Slot("score", ("score", "consistency"), optional=True)


class PersistParams(Model):
    """`index` is the result's place among the results of its task."""

    index: Index


class PersistOutput(ImageOutput):
    """`score` and `seconds` (of a video) where there are any."""

    index: Index
    seconds: float | None = None
    score: ScoreOutput | None = None


def run(params: PersistParams, inputs: Inputs) -> PersistOutput:
    """InputMissing when the file is gone, or is not the one that was described.

    A provider's work that was done twice leaves the second file under the first one's key.
    """
    made = inputs.require(RESULT_SLOT, _Made)
    if hashlib.sha256(inputs.read(made.key)).hexdigest() != made.sha256:
        raise InputMissing(made.key)
    return PersistOutput(
        **made.model_dump(), index=params.index, score=inputs.find(SCORE_SLOT, ScoreOutput)
    )


class _Made(ImageOutput):
    seconds: float | None = None


PERSIST = LocalNode(
    name="persist",
    version=1,
    params=PersistParams,
    output=PersistOutput,
    run=run,
    requires=(RESULT_SLOT, SCORE_SLOT),
    placement=("index",),
)
