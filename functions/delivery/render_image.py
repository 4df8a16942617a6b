"""State machine -> one rendered image."""

from functools import cache
from typing import Any

from functions.delivery.deps import get_bucket, get_exports
from shared.delivery.render_image import RenderImage
from shared.delivery.steps import ImageStep


@cache
def get_render_image() -> RenderImage:
    return RenderImage(get_exports(), get_bucket())


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    step = ImageStep.model_validate(event)
    rendered = get_render_image().run(step.organization_id, step.export_id, step.n)
    return rendered.model_dump(mode="json")
