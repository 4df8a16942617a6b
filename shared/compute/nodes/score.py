"""`score`: how good a generated picture is, measured, and how far the measure can be trusted."""

from typing import Annotated

from pydantic import Field

from shared.compute.nodes.base import Inputs, LocalNode
from shared.compute.nodes.generate import GENERATE, GenerateOutput
from shared.compute.nodes.prepare import PREPARE, PrepareOutput
from shared.core.model import Model


class ScoreParams(Model):
    """`index` is that of the picture which is scored."""

    index: Annotated[int, Field(ge=0, le=99)]


class ScoreOutput(Model):
    """All from 0 to 1; `checks` are the single measurements behind `quality`."""

    quality: float
    confidence: float
    checks: dict[str, float]


def run(params: ScoreParams, inputs: Inputs) -> ScoreOutput:
    # numpy and libvips: only the function that scores has them.
    from shared.providers.studio import score

    picture = inputs.read(inputs.of(GENERATE.name, GenerateOutput).key)
    cutout = inputs.read(inputs.of(PREPARE.name, PrepareOutput).key)
    measured = score(picture, cutout)
    return ScoreOutput(
        quality=measured.quality, confidence=measured.confidence, checks=measured.checks
    )


SCORE = LocalNode(
    name="score",
    version=1,
    params=ScoreParams,
    output=ScoreOutput,
    run=run,
    requires=(GENERATE.name, PREPARE.name),
)
