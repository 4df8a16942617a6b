"""State machine -> the manifest of an export."""

from typing import Any

from functions.delivery.deps import get_prepare_export
from shared.delivery.steps import ExportStep


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    step = ExportStep.model_validate(event)
    return get_prepare_export().run(step.organization_id, step.export_id).model_dump(mode="json")
