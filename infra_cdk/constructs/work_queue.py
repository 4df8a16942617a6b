"""A queue with a dead-letter queue and an alarm on it."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra_cdk.config import Stage
from infra_cdk.constructs.python_function import PythonFunction

_TRIES = 3


class WorkQueue(Construct):
    """A queue `sartiq-{stage}-{name}` and its dead-letter queue `sartiq-{stage}-{name}-dead`.

    `visibility_seconds` must exceed the worker's timeout. After `tries` receives a message moves
    to the dead-letter queue, which keeps it for 14 days.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: Stage,
        name: str,
        visibility_seconds: int,
        tries: int = _TRIES,
    ) -> None:
        super().__init__(scope, id)
        self.dead = sqs.Queue(
            self,
            "Dead",
            queue_name=f"{stage.prefix}-{name}-dead",
            retention_period=cdk.Duration.days(14),
            enforce_ssl=not stage.is_local,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
        )
        self.queue = sqs.Queue(
            self,
            "Queue",
            queue_name=f"{stage.prefix}-{name}",
            visibility_timeout=cdk.Duration.seconds(visibility_seconds),
            enforce_ssl=not stage.is_local,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            dead_letter_queue=sqs.DeadLetterQueue(queue=self.dead, max_receive_count=tries),
        )
        cloudwatch.Alarm(
            self,
            "Parked",
            metric=self.dead.metric_approximate_number_of_messages_visible(),
            threshold=1,
            evaluation_periods=1,
            alarm_description=f"{name}: a message failed {tries} times and waits for a person",
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )

    def feed(self, worker: PythonFunction, *, batch_size: int, **options: Any) -> None:
        """Makes `worker` the consumer. Failed records of a batch are retried individually."""
        worker.add_event_source(
            sources.SqsEventSource(
                self.queue, batch_size=batch_size, report_batch_item_failures=True, **options
            )
        )
