"""The node types, alphabetically. A new one is a file beside these and a line here."""

from collections.abc import Mapping

from shared.compute.nodes.analyze import ANALYZE
from shared.compute.nodes.background import BACKGROUND
from shared.compute.nodes.base import NodeType
from shared.compute.nodes.caption import CAPTION
from shared.compute.nodes.consistency import CONSISTENCY
from shared.compute.nodes.edit import EDIT
from shared.compute.nodes.generate import GENERATE
from shared.compute.nodes.inpaint import INPAINT
from shared.compute.nodes.persist import PERSIST
from shared.compute.nodes.prepare import PREPARE
from shared.compute.nodes.prompt import PROMPT
from shared.compute.nodes.recolor import RECOLOR
from shared.compute.nodes.score import SCORE
from shared.compute.nodes.try_on import TRY_ON
from shared.compute.nodes.upscale import UPSCALE
from shared.compute.nodes.video import VIDEO

NODE_TYPES: Mapping[str, NodeType] = {
    ANALYZE.name: ANALYZE,
    BACKGROUND.name: BACKGROUND,
    CAPTION.name: CAPTION,
    CONSISTENCY.name: CONSISTENCY,
    EDIT.name: EDIT,
    GENERATE.name: GENERATE,
    INPAINT.name: INPAINT,
    PERSIST.name: PERSIST,
    PREPARE.name: PREPARE,
    PROMPT.name: PROMPT,
    RECOLOR.name: RECOLOR,
    SCORE.name: SCORE,
    TRY_ON.name: TRY_ON,
    UPSCALE.name: UPSCALE,
    VIDEO.name: VIDEO,
}
