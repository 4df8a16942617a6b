"""The Platform stack: the API and the workers of ingestion, generation and delivery."""

from collections.abc import Mapping
from typing import Unpack

import aws_cdk as cdk
from aws_cdk import aws_events as events
from constructs import Construct

from infra_cdk import permissions as may
from infra_cdk import tables
from infra_cdk.config import Stage
from infra_cdk.constructs.http_service import HttpService
from infra_cdk.constructs.layers import Layers
from infra_cdk.constructs.machine import Machine
from infra_cdk.constructs.outbox import OutboxPublisher
from infra_cdk.constructs.python_function import PythonFunction, Workload
from infra_cdk.constructs.subscription import Subscription
from infra_cdk.constructs.table import SpecTable
from infra_cdk.stacks.compute import ComputeStack
from infra_cdk.stacks.data import DataStack
from infra_cdk.stacks.realtime import RealtimeStack


class PlatformStack(cdk.Stack):
    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: Stage,
        data: DataStack,
        compute: ComputeStack,
        realtime: RealtimeStack,
        **options: object,
    ) -> None:
        super().__init__(scope, id, **options)  # type: ignore[arg-type]
        self._stage, self._data, self._compute, self._realtime = stage, data, compute, realtime
        self._layers = Layers(self, "Layers", stage=stage)
        self.table = SpecTable(self, "Table", stage=stage, spec=tables.PLATFORM)
        OutboxPublisher(
            self,
            "Outbox",
            stage=stage,
            layers=self._layers,
            table=self.table,
            bus=data.bus,
            name="platform",
        )
        self._ingestion()
        self._generation()
        self.machine = self._delivery()
        self.http = self._api()
        cdk.CfnOutput(self, "ApiId", value=self.http.api_id)
        cdk.CfnOutput(self, "MediaBucket", value=data.bucket.bucket_name)

    def _function(
        self,
        id: str,
        folder: str,
        module: str,
        *,
        environment: Mapping[str, str] | None = None,
        **workload: Unpack[Workload],
    ) -> PythonFunction:
        common = {
            "PLATFORM_TABLE": self.table.table_name,
            "MEDIA_BUCKET": self._data.bucket.bucket_name,
            "CDN_BASE_URL": self._data.cdn_base_url,
        }
        return PythonFunction(
            self,
            id,
            stage=self._stage,
            layers=self._layers,
            folder=folder,
            module=module,
            environment={**common, **(environment or {})},
            **workload,
        )

    def _objects(self, *prefixes: str) -> list[str]:
        return [self._data.bucket.arn_for_objects(f"{prefix}/*") for prefix in prefixes]

    def _tell_missing_apart(self, function: PythonFunction) -> None:
        """Grants ListBucket: without it S3 responds 403 instead of 404 for a missing object."""
        function.allow(may.LIST_BUCKET, [self._data.bucket.bucket_arn])

    def _ingestion(self) -> None:
        inspect = self._function(
            "InspectUpload",
            "media",
            "inspect_upload",
            imaging=True,
            memory_mb=1769,
            timeout_seconds=60,
        )
        inspect.allow([may.GET, may.PUT], [self.table.table_arn])
        # The inspection copies the object below temp/, so that the checked bytes are used.
        inspect.allow([*may.READ_OBJECT, *may.WRITE_OBJECT], self._objects("temp"))
        self._tell_missing_apart(inspect)
        Subscription(
            self,
            "Uploads",
            stage=self._stage,
            name="uploads",
            pattern=events.EventPattern(
                source=["aws.s3"],
                detail_type=["Object Created"],
                detail={
                    "bucket": {"name": [self._data.bucket.bucket_name]},
                    "object": {"key": [{"prefix": "temp/"}]},
                    # The inspection ignores its own copies.
                    "reason": [{"anything-but": "CopyObject"}],
                },
            ),
            worker=inspect,
            batch_size=1,
            visibility_seconds=90,
            max_concurrency=self._stage.worker_concurrency,
        )

    def _generation(self) -> None:
        handle = self._function(
            "HandleTaskEvent",
            "generation",
            "handle_task_event",
            timeout_seconds=60,
            environment=self._compute_client(),
        )
        handle.allow([may.GET, may.BATCH_GET, may.PUT, may.UPDATE], [self.table.table_arn])
        handle.allow(may.READ_OBJECT, self._objects("compute"))
        handle.allow(may.WRITE_OBJECT, self._objects("media"))
        self._tell_missing_apart(handle)
        handle.allow(may.READ_SECRET, [self._data.compute_token.arn_pattern])
        Subscription(
            self,
            "TaskEvents",
            stage=self._stage,
            name="task-events",
            bus=self._data.bus,
            pattern=events.EventPattern(
                # `started` too: an order that never reached Compute is submitted again.
                detail_type=[
                    "generation.started",
                    "caption.requested",
                    "subject.base_images_requested",
                    "task.progress",
                    "task.completed",
                    "task.failed",
                ],
            ),
            worker=handle,
            visibility_seconds=90,
            max_concurrency=self._stage.worker_concurrency,
        )

    def _delivery(self) -> Machine:
        steps = {
            name: self._function(
                name,
                "delivery",
                module,
                imaging=module == "render_image",
                memory_mb=1769 if module == "render_image" else 512,
                timeout_seconds=seconds,
            )
            for name, module, seconds in (
                ("PrepareExport", "prepare_export", 60),
                ("RenderImage", "render_image", 120),
                ("AssembleArchive", "assemble_archive", 900),
                ("FinishExport", "finish_export", 60),
            )
        }
        for name, actions in (
            ("PrepareExport", [may.GET, may.BATCH_GET, may.QUERY, may.PUT, may.UPDATE]),
            ("RenderImage", [may.GET, may.QUERY, may.PUT]),
            ("AssembleArchive", [may.GET, may.QUERY, may.PUT, may.UPDATE]),
            ("FinishExport", [may.GET, may.BATCH_GET, may.QUERY, may.PUT, may.UPDATE]),
        ):
            steps[name].allow(actions, [self.table.table_arn])
        steps["RenderImage"].allow(may.READ_OBJECT, self._objects("media"))
        steps["RenderImage"].allow(may.WRITE_OBJECT, self._objects("exports"))
        self._tell_missing_apart(steps["RenderImage"])
        steps["AssembleArchive"].allow(may.READ_OBJECT, self._objects("exports"))
        steps["AssembleArchive"].allow(may.MULTIPART, self._objects("exports"))
        return Machine(
            self,
            "Export",
            stage=self._stage,
            name="export",
            placeholders={f"{name}Function": f.function_arn for name, f in steps.items()},
            functions=list(steps.values()),
            timeout=cdk.Duration.hours(12),
        )

    def _compute_client(self) -> dict[str, str]:
        return {
            "COMPUTE_SERVER_API_URL": self._compute.api_url,
            "COMPUTE_SERVER_ADMIN_TOKEN": self._data.compute_token.name,
        }

    def _api(self) -> HttpService:
        api = self._function(
            "Api",
            "api",
            "app",
            memory_mb=1769,
            environment={
                **self._compute_client(),
                "JWT_SECRET": self._data.jwt_secret.name,
                "CONNECTIONS_TABLE": self._realtime.connections.table_name,
                "EXPORT_MACHINE": self.machine.state_machine_arn,
                "MAP_CONCURRENCY": str(self._stage.map_concurrency),
            },
        )
        api.allow(
            [may.GET, may.BATCH_GET, may.PUT, may.UPDATE, may.DELETE, may.CHECK],
            [self.table.table_arn],
        )
        api.allow([may.QUERY], self.table.index_arns())
        api.allow([may.PUT], [self._realtime.connections.table_arn])
        # Presigned uploads to temp/ and downloads of exports/; copies from temp/ to media/.
        api.allow(may.READ_OBJECT, self._objects("temp", "exports"))
        api.allow(may.WRITE_OBJECT, self._objects("temp", "media"))
        self._tell_missing_apart(api)
        api.allow(
            may.READ_SECRET,
            [self._data.jwt_secret.arn_pattern, self._data.compute_token.arn_pattern],
        )
        api.allow(may.START_MACHINE, [self.machine.state_machine_arn])
        return HttpService(self, "Http", stage=self._stage, name="api", function=api)
