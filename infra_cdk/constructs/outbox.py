"""The outbox publisher of one table: stream -> publish_outbox -> bus."""

import json

import aws_cdk as cdk
from aws_cdk import aws_events as events
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra_cdk.config import Stage
from infra_cdk.constructs.layers import Layers
from infra_cdk.constructs.python_function import PythonFunction
from infra_cdk.constructs.table import SpecTable


class OutboxPublisher(Construct):
    """Invokes the publisher for inserted outbox items. A batch that fails for a day is queued."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: Stage,
        layers: Layers,
        table: SpecTable,
        bus: events.IEventBus,
        name: str,
    ) -> None:
        super().__init__(scope, id)
        self.function = PythonFunction(
            self,
            "Function",
            stage=stage,
            layers=layers,
            folder="realtime",
            module="publish_outbox",
            name_suffix=name,
            environment={"EVENT_BUS": bus.event_bus_name},
        )
        self.function.allow(["events:PutEvents"], [bus.event_bus_arn])
        parked = sqs.Queue(
            self,
            "Parked",
            queue_name=f"{stage.prefix}-{name}-outbox-dead",
            retention_period=cdk.Duration.days(14),
            enforce_ssl=not stage.is_local,
        )
        inserted = {
            "eventName": ["INSERT"],
            "dynamodb": {"NewImage": {"kind": {"S": ["OUTBOX"]}}},
        }
        self.function.add_event_source(
            sources.DynamoEventSource(
                table,
                starting_position=lambda_.StartingPosition.TRIM_HORIZON,
                batch_size=100,
                bisect_batch_on_error=True,
                retry_attempts=100,
                max_record_age=cdk.Duration.days(1),
                on_failure=sources.SqsDlq(parked),
                filters=[{"pattern": json.dumps(inserted)}],
            )
        )
