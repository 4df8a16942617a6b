"""State machine -> the ZIP of an export."""

from typing import Any

from shared.delivery.steps import ExportStep
from shared.wiring.process import built_at_start, get_platform

get_assemble_archive = built_at_start(lambda: get_platform().delivery.assemble_archive)


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    step = ExportStep.model_validate(event)
    return get_assemble_archive().run(step.organization_id, step.export_id).model_dump(mode="json")
