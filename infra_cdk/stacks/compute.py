"""Compute: tasks, graphs and providers. It shares no table and no role with Platform."""

from collections.abc import Mapping
from typing import Unpack

import aws_cdk as cdk
from constructs import Construct

from infra_cdk import permissions as may
from infra_cdk import tables
from infra_cdk.config import Stage
from infra_cdk.constructs.http_service import HttpService
from infra_cdk.constructs.layers import Layers
from infra_cdk.constructs.machine import Machine
from infra_cdk.constructs.outbox import OutboxPublisher
from infra_cdk.constructs.python_function import PythonFunction, Workload
from infra_cdk.constructs.table import SpecTable
from infra_cdk.constructs.work_queue import WorkQueue
from infra_cdk.stacks.data import DataStack

PRIORITIES = ("high-priority", "default", "low-priority")


class ComputeStack(cdk.Stack):
    def __init__(
        self, scope: Construct, id: str, *, stage: Stage, data: DataStack, **options: object
    ) -> None:
        super().__init__(scope, id, **options)  # type: ignore[arg-type]
        self._stage, self._data = stage, data
        self._layers = Layers(self, "Layers", stage=stage)
        self.table = SpecTable(self, "Table", stage=stage, spec=tables.COMPUTE)
        OutboxPublisher(
            self,
            "Outbox",
            stage=stage,
            layers=self._layers,
            table=self.table,
            bus=data.bus,
            name="compute",
        )
        self.queues = {name: self._priority_queue(name) for name in PRIORITIES}
        self._dispatcher()
        self.machine = self._machine()
        self.http = self._api()
        self.api_url = stage.api_url.format(api=self.http.api_id, region=self.region)
        cdk.CfnOutput(self, "ComputeApiUrl", value=self.api_url)

    def _function(
        self,
        id: str,
        module: str,
        *,
        folder: str = "compute",
        environment: Mapping[str, str] | None = None,
        **workload: Unpack[Workload],
    ) -> PythonFunction:
        common = {
            "COMPUTE_TABLE": self.table.table_name,
            "MEDIA_BUCKET": self._data.bucket.bucket_name,
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

    def _priority_queue(self, name: str) -> WorkQueue:
        id = name.title().replace("-", "")
        return WorkQueue(self, id, stage=self._stage, name=name, visibility_seconds=75)

    def _dispatcher(self) -> None:
        """Takes provider nodes from the three queues; embedded providers draw right here."""
        dispatcher = self._function(
            "DispatchNode", "dispatch_node", imaging=True, memory_mb=1769, timeout_seconds=60
        )
        self._allow_running(dispatcher)
        dispatcher.allow(may.WRITE_OBJECT, [self._data.bucket.arn_for_objects("compute/*")])
        dispatcher.allow(may.ANSWER_MACHINE, [self._token_owner()])
        for queue in self.queues.values():
            queue.feed(dispatcher, batch_size=1, max_concurrency=self._stage.worker_concurrency)

    def _machine(self) -> Machine:
        bounded = self._stage.reserved_concurrency
        run = self._function(
            "RunNode",
            "run_node",
            imaging=True,
            memory_mb=1769,
            timeout_seconds=60,
            reserved_concurrency=bounded,
        )
        self._allow_running(run)
        complete = self._function("CompleteNode", "complete_node", reserved_concurrency=bounded)
        complete.allow(
            [may.GET, may.BATCH_GET, may.QUERY, may.PUT, may.UPDATE], [self.table.table_arn]
        )
        complete.allow(may.ANSWER_MACHINE, [self._token_owner()])
        finish = self._function("FinishTask", "finish_task")
        finish.allow([may.QUERY, may.PUT, may.UPDATE], [self.table.table_arn])
        machine = Machine(
            self,
            "Generation",
            stage=self._stage,
            name="generation",
            placeholders={
                "ComputeTable": self.table.table_name,
                "RunNodeFunction": run.function_arn,
                "CompleteNodeFunction": complete.function_arn,
                "FinishTaskFunction": finish.function_arn,
                "HighPriorityQueueUrl": self.queues["high-priority"].queue.queue_url,
                "DefaultQueueUrl": self.queues["default"].queue.queue_url,
                "LowPriorityQueueUrl": self.queues["low-priority"].queue.queue_url,
            },
            functions=[run, complete, finish],
            timeout=cdk.Duration.hours(24),
        )
        self.table.grant(machine, "dynamodb:UpdateItem")
        for queue in self.queues.values():
            queue.queue.grant_send_messages(machine)
        return machine

    def _api(self) -> HttpService:
        api = self._function(
            "Api",
            "app",
            folder="compute_api",
            memory_mb=1024,
            environment={
                "COMPUTE_SERVER_ADMIN_TOKEN": self._data.compute_token.name,
                "GENERATION_MACHINE": self.machine.state_machine_arn,
            },
        )
        api.allow([may.GET, may.QUERY, may.PUT], [self.table.table_arn])
        api.allow(may.READ_SECRET, [self._data.compute_token.arn_pattern])
        api.allow(may.START_MACHINE, [self.machine.state_machine_arn])
        return HttpService(self, "Http", stage=self._stage, name="compute", function=api)

    def _allow_running(self, function: PythonFunction) -> None:
        """Its node and the nodes it needs; what Platform published and what other nodes made."""
        bucket = self._data.bucket
        function.allow([may.GET, may.BATCH_GET, may.UPDATE], [self.table.table_arn])
        function.allow(
            may.READ_OBJECT,
            [bucket.arn_for_objects("media/*"), bucket.arn_for_objects("compute/*")],
        )
        # Without the right to list, S3 answers 403 where there is no object.
        function.allow(may.LIST_BUCKET, [bucket.bucket_arn])

    def _token_owner(self) -> str:
        """The machine whose task tokens may be answered, by name: the machine itself needs the
        functions' ARNs, which would be a circle. The emulator cannot tell whose a token is."""
        if self._stage.is_local:
            return "*"
        return self.format_arn(
            service="states",
            resource="stateMachine",
            resource_name=f"{self._stage.prefix}-generation",
            arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
        )
