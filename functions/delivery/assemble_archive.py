"""State machine -> the ZIP of an export."""

from typing import Any

from functions.delivery.deps import get_assemble_archive
from shared.delivery.steps import ExportStep


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    step = ExportStep.model_validate(event)
    return get_assemble_archive().run(step.organization_id, step.export_id).model_dump(mode="json")
