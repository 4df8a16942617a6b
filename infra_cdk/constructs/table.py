"""A DynamoDB table from its specification (infra_cdk/tables.py)."""

from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

from infra_cdk.config import Stage
from infra_cdk.tables import TableSpec


def _key(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)


class SpecTable(dynamodb.Table):
    """A table with on-demand capacity, point-in-time recovery and encryption."""

    def __init__(self, scope: Construct, id: str, *, stage: Stage, spec: TableSpec) -> None:
        super().__init__(
            scope,
            id,
            table_name=f"{stage.prefix}-{spec.name}",
            partition_key=_key("pk"),
            sort_key=_key("sk"),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            time_to_live_attribute=spec.ttl_attribute,
            stream=dynamodb.StreamViewType[spec.stream] if spec.stream else None,
            removal_policy=stage.removal,
        )
        for index in spec.indexes:
            self.add_global_secondary_index(
                index_name=index, partition_key=_key(f"{index}pk"), sort_key=_key(f"{index}sk")
            )

    def index_arns(self) -> list[str]:
        """The ARNs of the table and its indexes, for grants of `dynamodb:Query`."""
        return [self.table_arn, f"{self.table_arn}/index/*"]
