"""The realtime stack: WebSocket connections and the function that pushes events to them."""

import aws_cdk as cdk
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_events as events
from constructs import Construct

from infra_cdk import permissions as may
from infra_cdk import tables
from infra_cdk.config import Stage
from infra_cdk.constructs.http_service import log_access
from infra_cdk.constructs.layers import Layers
from infra_cdk.constructs.python_function import PythonFunction
from infra_cdk.constructs.subscription import Subscription
from infra_cdk.constructs.table import SpecTable
from infra_cdk.stacks.data import DataStack

SOCKET_STAGE = "v1"


class RealtimeStack(cdk.Stack):
    def __init__(
        self, scope: Construct, id: str, *, stage: Stage, data: DataStack, **options: object
    ) -> None:
        super().__init__(scope, id, **options)  # type: ignore[arg-type]
        self._stage = stage
        self._layers = Layers(self, "Layers", stage=stage)
        self.connections = SpecTable(self, "Connections", stage=stage, spec=tables.CONNECTIONS)
        handler = self._function("HandleSocket", "handle_socket")
        self.socket = self._socket_api(handler)
        socket_stage = apigateway.WebSocketStage(
            self,
            "SocketStage",
            web_socket_api=self.socket,
            stage_name=SOCKET_STAGE,
            auto_deploy=True,
        )
        log_access(socket_stage, stage=stage, name="socket")
        push = self._function("PushEvents", "push_events")
        endpoint = stage.socket_url.format(
            api=self.socket.api_id, region=self.region, stage=SOCKET_STAGE
        )
        connections_arn = self.format_arn(
            service="execute-api", resource=self.socket.api_id, resource_name=f"{SOCKET_STAGE}/*"
        )
        for function in (handler, push):
            function.add_environment("SOCKET_ENDPOINT", endpoint)
            function.allow(may.PUSH_TO_SOCKETS, [connections_arn])
        handler.allow([may.GET, may.PUT, may.DELETE], [self.connections.table_arn])
        push.allow([may.QUERY, may.DELETE], [self.connections.table_arn])
        Subscription(
            self,
            "Events",
            stage=stage,
            name="push-events",
            bus=data.bus,
            pattern=events.EventPattern(source=events.Match.prefix("sartiq.")),
            worker=push,
            max_concurrency=max(2, stage.worker_concurrency),
        )
        cdk.CfnOutput(self, "SocketApiId", value=self.socket.api_id)
        cdk.CfnOutput(self, "SocketStageName", value=socket_stage.stage_name)

    def _function(self, id: str, module: str) -> PythonFunction:
        return PythonFunction(
            self,
            id,
            stage=self._stage,
            layers=self._layers,
            folder="realtime",
            module=module,
            environment={"CONNECTIONS_TABLE": self.connections.table_name},
        )

    def _socket_api(self, handler: PythonFunction) -> apigateway.WebSocketApi:
        def route(name: str) -> apigateway.WebSocketRouteOptions:
            return apigateway.WebSocketRouteOptions(
                integration=integrations.WebSocketLambdaIntegration(name, handler)
            )

        return apigateway.WebSocketApi(
            self,
            "Socket",
            api_name=f"{self._stage.prefix}-socket",
            connect_route_options=route("OnConnect"),
            disconnect_route_options=route("OnDisconnect"),
            default_route_options=route("OnMessage"),
        )
