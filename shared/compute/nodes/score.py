"""`score`: how good a generated image is, measured, and how far the measure can be trusted."""

from shared.compute.nodes.base import Inputs, LocalNode, Slot
from shared.compute.nodes.images import IMAGE_TYPES, PRODUCT_SLOT, FileReference, Index
from shared.core.model import Model

_IMAGE = Slot("image", IMAGE_TYPES)


class ScoreParams(Model):
    """`index` is that of the image which is scored; it is for the reader only."""

    index: Index | None = None


class ScoreOutput(Model):
    """All from 0 to 1; `checks` are the single measurements behind `quality`."""

    quality: float
    confidence: float
    checks: dict[str, float]


def run(params: ScoreParams, inputs: Inputs) -> ScoreOutput:
    # numpy and libvips: only the function that scores has them.
    from shared.imaging.quality import score

    image = inputs.read(inputs.require(_IMAGE, FileReference).key)
    cutout = inputs.read(inputs.require(PRODUCT_SLOT, FileReference).key)
    measured = score(image, cutout)
    return ScoreOutput(
        quality=measured.quality, confidence=measured.confidence, checks=measured.checks
    )


SCORE = LocalNode(
    name="score",
    version=1,
    params=ScoreParams,
    output=ScoreOutput,
    run=run,
    requires=(_IMAGE, PRODUCT_SLOT),
    placement=("index",),
)
