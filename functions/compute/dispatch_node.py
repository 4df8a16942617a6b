"""Priority queue -> one provider node; its outcome goes to its task token."""

from typing import Any

from shared.aws.queues import process_records
from shared.compute.records.tasks import ProviderCall
from shared.wiring.process import built_at_start, get_compute

get_dispatch = built_at_start(lambda: get_compute().jobs.dispatch)


def handler(event: dict[str, Any], context: object) -> dict[str, list[dict[str, str]]]:
    dispatch = get_dispatch().dispatch
    return process_records(event, lambda body: dispatch(ProviderCall.model_validate_json(body)))
