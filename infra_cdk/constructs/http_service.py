"""An HTTP API in front of one function, and the access logs of every API."""

import json

import aws_cdk as cdk
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra_cdk.config import Stage
from infra_cdk.constructs.python_function import PythonFunction

_LOG_FIELDS = {
    "requestId": "$context.requestId",
    "time": "$context.requestTime",
    "method": "$context.httpMethod",
    "path": "$context.path",
    "status": "$context.status",
    "latency_ms": "$context.responseLatency",
    "error": "$context.integrationErrorMessage",
}


class HttpService(apigateway.HttpApi):
    """An HTTP API that passes every path to `function`, which routes and authorizes."""

    def __init__(
        self, scope: Construct, id: str, *, stage: Stage, name: str, function: PythonFunction
    ) -> None:
        super().__init__(
            scope,
            id,
            api_name=f"{stage.prefix}-{name}",
            default_integration=integrations.HttpLambdaIntegration("Any", function),
        )
        assert isinstance(self.default_stage, Construct)
        log_access(self.default_stage, stage=stage, name=name)


def log_access(of: Construct, *, stage: Stage, name: str) -> None:
    """Logs one JSON line per request, without headers and body. Retention: one month."""
    log_group = logs.LogGroup(
        of,
        "AccessLogs",
        log_group_name=f"/aws/vendedlogs/apis/{stage.prefix}-{name}",
        retention=logs.RetentionDays.ONE_MONTH,
        removal_policy=cdk.RemovalPolicy.DESTROY,
    )
    resource = of.node.default_child
    assert isinstance(resource, apigateway.CfnStage)
    resource.access_log_settings = apigateway.CfnStage.AccessLogSettingsProperty(
        destination_arn=log_group.log_group_arn, format=json.dumps(_LOG_FIELDS)
    )
