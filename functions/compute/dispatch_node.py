"""Priority queue -> one provider node; its outcome goes to its task token."""

from typing import Any

from functions.compute.order_deps import get_dispatch_service
from shared.aws.queues import process_records
from shared.compute.records.tasks import ProviderCall


def handler(event: dict[str, Any], context: object) -> dict[str, list[dict[str, str]]]:
    dispatch = get_dispatch_service().dispatch
    return process_records(event, lambda body: dispatch(ProviderCall.model_validate_json(body)))
