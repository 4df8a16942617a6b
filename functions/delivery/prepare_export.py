"""State machine -> the manifest of an export."""

from typing import Any

from shared.delivery.steps import ExportStep
from shared.wiring.process import built_at_start, get_platform

get_prepare_export = built_at_start(lambda: get_platform().delivery.prepare_export)


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    step = ExportStep.model_validate(event)
    return get_prepare_export().run(step.organization_id, step.export_id).model_dump(mode="json")
