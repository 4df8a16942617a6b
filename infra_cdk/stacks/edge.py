"""CloudFront in front of the HTTP and WebSocket APIs: the single domain for clients.

Media have a separate distribution (stacks/data.py), because services need its name before the
API exists. On the laptop the package `local/edge` replaces both, with the same paths.
"""

import aws_cdk as cdk
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from constructs import Construct

from infra_cdk.config import Stage
from infra_cdk.stacks.platform import PlatformStack
from infra_cdk.stacks.realtime import SOCKET_STAGE, RealtimeStack


class EdgeStack(cdk.Stack):
    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: Stage,
        platform: PlatformStack,
        realtime: RealtimeStack,
        **options: object,
    ) -> None:
        super().__init__(scope, id, **options)  # type: ignore[arg-type]
        api = origins.HttpOrigin(self._host(platform.http.api_id))
        socket = origins.HttpOrigin(
            self._host(realtime.socket.api_id), origin_path=f"/{SOCKET_STAGE}"
        )
        self.distribution = cloudfront.Distribution(
            self,
            "Distribution",
            comment=f"{stage.prefix}: the API and the sockets under one domain",
            default_behavior=_live(api),
            additional_behaviors={"/ws": _live(socket)},
            minimum_protocol_version=cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
        )
        cdk.CfnOutput(self, "Domain", value=self.distribution.distribution_domain_name)

    def _host(self, api_id: str) -> str:
        return f"{api_id}.execute-api.{self.region}.{self.url_suffix}"


def _live(origin: origins.HttpOrigin) -> cloudfront.BehaviorOptions:
    """Disables caching and forwards everything except the Host header to the origin."""
    return cloudfront.BehaviorOptions(
        origin=origin,
        allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
        cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
        origin_request_policy=cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
    )
