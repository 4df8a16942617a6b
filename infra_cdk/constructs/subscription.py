"""A subscription: bus rule -> queue with a dead-letter queue -> function."""

from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from constructs import Construct

from infra_cdk.config import Stage
from infra_cdk.constructs.python_function import PythonFunction
from infra_cdk.constructs.work_queue import WorkQueue


class Subscription(Construct):
    """A durable subscription. An event waits in the queue until a worker is free.

    A failed event is retried after `visibility_seconds`. After three attempts it moves to the
    dead-letter queue.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: Stage,
        name: str,
        pattern: events.EventPattern,
        worker: PythonFunction,
        bus: events.IEventBus | None = None,
        batch_size: int = 10,
        visibility_seconds: int = 60,
        max_concurrency: int | None = None,
    ) -> None:
        super().__init__(scope, id)
        self.queue = WorkQueue(
            self, "Work", stage=stage, name=name, visibility_seconds=visibility_seconds
        )
        target = targets.SqsQueue(self.queue.queue, dead_letter_queue=self.queue.dead)
        events.Rule(self, "Rule", event_bus=bus, event_pattern=pattern, targets=[target])
        self.queue.feed(worker, batch_size=batch_size, max_concurrency=max_concurrency)
