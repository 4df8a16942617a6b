"""The data stack: the media bucket, the event bus, and the secrets that both services use."""

import aws_cdk as cdk
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_events as events
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra_cdk.config import Stage
from infra_cdk.constructs.named_secret import NamedSecret


class DataStack(cdk.Stack):
    def __init__(self, scope: Construct, id: str, *, stage: Stage, **options: object) -> None:
        super().__init__(scope, id, **options)  # type: ignore[arg-type]
        self.bucket = self._media_bucket(stage)
        self.cdn_base_url = stage.cdn_base_url or self._media_cdn(stage)
        self.bus = self._bus(stage)
        self.jwt_secret = NamedSecret(
            self, "JwtSecret", stage=stage, what="jwt", purpose="signs access tokens"
        )
        self.compute_token = NamedSecret(
            self,
            "ComputeToken",
            stage=stage,
            what="compute-token",
            purpose="lets Platform call Compute",
        )

    def _media_bucket(self, stage: Stage) -> s3.Bucket:
        bucket = s3.Bucket(
            self,
            "Media",
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=not stage.is_local,
            versioned=not stage.is_local,
            removal_policy=stage.removal,
            lifecycle_rules=[
                _expiry("temp/", days=1),
                _expiry("compute/", days=7),
                _expiry("exports/", days=7),
                s3.LifecycleRule(abort_incomplete_multipart_upload_after=cdk.Duration.days(1)),
            ],
            cors=[
                s3.CorsRule(
                    allowed_methods=[s3.HttpMethods.POST, s3.HttpMethods.GET],
                    allowed_origins=["*"],
                    allowed_headers=["*"],
                )
            ],
        )
        # Set on the L1 resource: the L2 property adds a custom resource with a function.
        resource = bucket.node.default_child
        assert isinstance(resource, s3.CfnBucket)
        resource.add_property_override(
            "NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled", True
        )
        return bucket

    def _media_cdn(self, stage: Stage) -> str:
        """Creates the distribution for media and returns its base URL."""
        distribution = cloudfront.Distribution(
            self,
            "MediaCdn",
            comment=f"{stage.prefix}: published media",
            default_behavior=cloudfront.BehaviorOptions(
                origin=origins.S3BucketOrigin.with_origin_access_control(self.bucket),
                viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
            ),
            minimum_protocol_version=cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
        )
        return f"https://{distribution.distribution_domain_name}"

    def _bus(self, stage: Stage) -> events.EventBus:
        bus = events.EventBus(self, "Bus", event_bus_name=f"{stage.prefix}-events")
        if not stage.is_local:  # the emulator has no event archives
            bus.archive(
                "Archive",
                archive_name=f"{stage.prefix}-events",
                event_pattern=events.EventPattern(source=events.Match.prefix("sartiq.")),
                retention=cdk.Duration.days(90),
            )
        return bus


def _expiry(prefix: str, *, days: int) -> s3.LifecycleRule:
    return s3.LifecycleRule(prefix=prefix, expiration=cdk.Duration.days(days))
