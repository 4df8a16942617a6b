"""`score`: how good a generated picture is, measured, and how far the measure can be trusted."""

from shared.compute.nodes.base import Inputs, LocalNode, Slot
from shared.compute.nodes.images import PICTURES, PRODUCT_SLOT, Index, MadeFile
from shared.core.model import Model

_PICTURE = Slot("picture", PICTURES)


class ScoreParams(Model):
    """`index` is that of the picture which is scored; it is for the reader only."""

    index: Index | None = None


class ScoreOutput(Model):
    """All from 0 to 1; `checks` are the single measurements behind `quality`."""

    quality: float
    confidence: float
    checks: dict[str, float]


def run(params: ScoreParams, inputs: Inputs) -> ScoreOutput:
    # numpy and libvips: only the function that scores has them.
    from shared.imaging.quality import score

    picture = inputs.read(inputs.of(_PICTURE, MadeFile).key)
    cutout = inputs.read(inputs.of(PRODUCT_SLOT, MadeFile).key)
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
    requires=(_PICTURE, PRODUCT_SLOT),
    placement=("index",),
)
