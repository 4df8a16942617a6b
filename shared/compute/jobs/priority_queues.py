"""The three queues of provider nodes, one for each priority."""

from collections.abc import Mapping

from shared.aws.queues import Queue
from shared.compute.contract.tasks import Priority
from shared.compute.records.tasks import ProviderCall


class PriorityQueues:
    def __init__(self, queues: Mapping[Priority, Queue]) -> None:
        self._queues = queues

    def send(self, priority: Priority, message: str) -> None:
        self._queues[priority].send(message)

    def send_call(self, call: ProviderCall, delay_seconds: float = 0) -> None:
        """Send the same message as the state machine did."""
        self._queues[call.priority].send(call.model_dump_json(), delay_seconds=delay_seconds)
