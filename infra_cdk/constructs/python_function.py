"""A Lambda function with the project's defaults."""

from collections.abc import Mapping, Sequence
from typing import TypedDict, Unpack

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra_cdk.config import Stage
from infra_cdk.constructs.layers import Layers


class Workload(TypedDict, total=False):
    """Layers and limits of a function. Every key is optional."""

    imaging: bool
    signing: bool
    memory_mb: int
    timeout_seconds: int
    reserved_concurrency: int | None


class PythonFunction(lambda_.Function):
    """The handler of `functions/{folder}/{module}.py` with its role, log group and alarm.

    The role permits writing logs and traces, and the grants of `allow`. The physical name is
    `sartiq-{stage}-{folder}-{module}`.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: Stage,
        layers: Layers,
        folder: str,
        module: str,
        environment: Mapping[str, str],
        name_suffix: str = "",
        **workload: Unpack[Workload],
    ) -> None:
        imaging = workload.get("imaging", False)
        name = "-".join(filter(None, (stage.prefix, folder, module, name_suffix)))
        name = name.replace("_", "-")
        log_group = logs.LogGroup(
            scope,
            f"{id}Logs",
            log_group_name=f"/aws/lambda/{name}",
            retention=logs.RetentionDays.ONE_MONTH,
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        role = iam.Role(scope, f"{id}Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        super().__init__(
            scope,
            id,
            function_name=name,
            runtime=stage.runtime,
            architecture=stage.architecture,
            code=lambda_.Code.from_asset(stage.functions(folder)),
            handler=f"functions.{folder}.{module}.handler",
            layers=layers.of(imaging=imaging, signing=workload.get("signing", False)),
            environment={
                "STAGE": stage.name,
                "POWERTOOLS_SERVICE_NAME": f"{folder}.{module}",
                **({"VIPS_CONCURRENCY": "1"} if imaging else {}),
                **environment,
            },
            memory_size=workload.get("memory_mb", 512),
            timeout=cdk.Duration.seconds(workload.get("timeout_seconds", 30)),
            log_group=log_group,
            role=role,
            reserved_concurrent_executions=workload.get("reserved_concurrency"),
            tracing=lambda_.Tracing.ACTIVE,
        )
        log_group.grant_write(role)
        cloudwatch.Alarm(
            scope,
            f"{id}Errors",
            metric=self.metric_errors(period=cdk.Duration.minutes(5)),
            threshold=5,
            evaluation_periods=1,
            alarm_description=f"{name} failed five times in five minutes",
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )

    def allow(self, actions: Sequence[str], resources: Sequence[str]) -> None:
        """Grants these actions on these resources."""
        self.add_to_role_policy(
            iam.PolicyStatement(actions=list(actions), resources=list(resources))
        )
