"""State machine -> the end of an export, good or bad."""

from typing import Any

from functions.delivery.deps import get_finish_export
from shared.delivery.steps import FinishStep


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    step = FinishStep.model_validate(event)
    finished = get_finish_export().run(step.organization_id, step.export_id, step.error)
    return finished.model_dump(mode="json")
