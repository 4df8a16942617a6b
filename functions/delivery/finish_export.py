"""State machine -> the end of an export, good or bad."""

from typing import Any

from shared.delivery.steps import FinishStep
from shared.wiring.process import built_at_start, get_platform

get_finish_export = built_at_start(lambda: get_platform().delivery.finish_export)


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    step = FinishStep.model_validate(event)
    finished = get_finish_export().run(step.organization_id, step.export_id, step.error)
    return finished.model_dump(mode="json")
