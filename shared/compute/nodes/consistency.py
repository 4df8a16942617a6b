"""`consistency`: how much an image shows the same subject as others do, measured."""

from typing import Annotated

from pydantic import Field

from shared.compute.nodes.base import Inputs, LocalNode, Slot
from shared.compute.nodes.images import IMAGE_TYPES, FileKey, FileReference, Index
from shared.compute.nodes.score import ScoreOutput
from shared.core.model import Model

_IMAGE = Slot("image", IMAGE_TYPES)


class ConsistencyParams(Model):
    """`reference_keys` are images of the subject; `index` is for the reader only."""

    reference_keys: Annotated[tuple[FileKey, ...], Field(min_length=1, max_length=12)]
    index: Index | None = None


def run(params: ConsistencyParams, inputs: Inputs) -> ScoreOutput:
    """The measure is `quality` and stands among the `checks` as well, as `consistency`."""
    # numpy and libvips: only the function that scores has them.
    from shared.imaging.consistency import consistency

    image = inputs.read(inputs.require(_IMAGE, FileReference).key)
    measured = consistency(image, [inputs.read(key) for key in params.reference_keys])
    return ScoreOutput(
        quality=measured.quality, confidence=measured.confidence, checks=measured.checks
    )


CONSISTENCY = LocalNode(
    name="consistency",
    version=1,
    params=ConsistencyParams,
    output=ScoreOutput,
    run=run,
    requires=(_IMAGE,),
    placement=("index",),
)
