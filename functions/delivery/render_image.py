"""State machine -> one rendered image."""

from typing import Any

from shared.delivery.steps import ImageStep
from shared.wiring.process import built_at_start, get_platform

get_render_image = built_at_start(lambda: get_platform().delivery.render_image)


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    step = ImageStep.model_validate(event)
    rendered = get_render_image().run(step.organization_id, step.export_id, step.n)
    return rendered.model_dump(mode="json")
