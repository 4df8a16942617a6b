"""`consistency`: how much a picture shows the same subject as others do, measured."""

from typing import Annotated

from pydantic import Field

from shared.compute.nodes.base import Inputs, LocalNode, Slot
from shared.compute.nodes.images import PICTURES, FileKey, Index, MadeFile
from shared.compute.nodes.score import ScoreOutput
from shared.core.model import Model

_PICTURE = Slot("picture", PICTURES)


class ConsistencyParams(Model):
    """`reference_keys` are pictures of the subject; `index` is for the reader only."""

    reference_keys: Annotated[tuple[FileKey, ...], Field(min_length=1, max_length=12)]
    index: Index | None = None


def run(params: ConsistencyParams, inputs: Inputs) -> ScoreOutput:
    """The measure is `quality` and stands among the `checks` as well, as `consistency`."""
    # numpy and libvips: only the function that scores has them.
    from shared.imaging.consistency import consistency

    picture = inputs.read(inputs.of(_PICTURE, MadeFile).key)
    measured = consistency(picture, [inputs.read(key) for key in params.reference_keys])
    return ScoreOutput(
        quality=measured.quality, confidence=measured.confidence, checks=measured.checks
    )


CONSISTENCY = LocalNode(
    name="consistency",
    version=1,
    params=ConsistencyParams,
    output=ScoreOutput,
    run=run,
    requires=(_PICTURE,),
    placement=("index",),
)
