"""The Compute stack: tasks, graphs and providers. It shares no table or role with Platform."""

from collections.abc import Mapping
from typing import Unpack

import aws_cdk as cdk
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_apigatewayv2_integrations as integrations
from constructs import Construct

from infra_cdk import permissions as may
from infra_cdk import tables
from infra_cdk.config import Stage
from infra_cdk.constructs.http_service import HttpService
from infra_cdk.constructs.layers import Layers
from infra_cdk.constructs.machine import Machine
from infra_cdk.constructs.named_secret import NamedSecret
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
        self.checks = WorkQueue(
            self,
            "Checks",
            stage=stage,
            name="provider-checks",
            visibility_seconds=stage.submit_seconds + 15,
            # A job whose timer message is lost would never end, so the limit is high.
            tries=20,
        )
        self.providers_secret = NamedSecret(
            self,
            "Providers",
            stage=stage,
            what="providers",
            purpose="accounts at AI providers, by provider (docs/how-to/connect-a-provider.md)",
            value="{}",
        )
        self.callback_secret = NamedSecret(
            self, "CallbackKey", stage=stage, what="callbacks", purpose="signs callback addresses"
        )
        self.machine = self._machine()
        self.http = self._api()
        self.api_url = stage.api_url.format(api=self.http.api_id, region=self.region)
        self._callbacks()
        self._dispatcher()
        self._checker()
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
        return WorkQueue(
            self,
            id,
            stage=self._stage,
            name=name,
            visibility_seconds=self._stage.submit_seconds + 15,
        )

    def _callbacks(self) -> None:
        """Creates the public webhook. Its function can read one item and send one message."""
        receiver = self._function(
            "ReceiveWebhook",
            "receive_webhook",
            folder="callbacks",
            signing=True,
            environment={**self._provider_secrets(), "CHECKS_QUEUE": self.checks.queue.queue_url},
        )
        receiver.allow([may.GET], [self.table.table_arn])
        receiver.allow(may.SEND_MESSAGE, [self.checks.queue.queue_arn])
        self._allow_secrets(receiver)
        self.http.add_routes(
            path="/webhooks/{provider}/{organization_id}/{job_id}",
            methods=[apigateway.HttpMethod.POST],
            integration=integrations.HttpLambdaIntegration("Webhook", receiver),
        )

    def _dispatcher(self) -> None:
        """Creates the consumer of the three priority queues; it also runs the compositor."""
        dispatcher = self._provider_function("DispatchNode", "dispatch_node", memory_mb=1769)
        for queue in self.queues.values():
            queue.feed(dispatcher, batch_size=1, max_concurrency=self._stage.worker_concurrency)

    def _checker(self) -> None:
        """Creates the function that checks open jobs and stores their results."""
        checker = self._provider_function("CheckJob", "check_job", memory_mb=1024)
        self.checks.feed(checker, batch_size=1, max_concurrency=self._stage.worker_concurrency)

    def _provider_function(self, id: str, module: str, *, memory_mb: int) -> PythonFunction:
        """Creates a function that calls providers and answers task tokens."""
        queues = {
            f"{name.replace('-', '_').upper()}_QUEUE": queue.queue.queue_url
            for name, queue in self.queues.items()
        }
        function = self._function(
            id,
            module,
            imaging=True,
            signing=True,
            memory_mb=memory_mb,
            timeout_seconds=self._stage.submit_seconds,
            environment={
                **self._provider_secrets(),
                **queues,
                "CHECKS_QUEUE": self.checks.queue.queue_url,
                "CALLBACK_BASE_URL": self.api_url,
                "SUBMIT_SECONDS": str(self._stage.submit_seconds),
            },
        )
        self._allow_running(function)
        function.allow([may.DELETE], [self.table.table_arn])
        function.allow(may.ANSWER_MACHINE, [self._token_owner()])
        every_queue = [self.checks, *self.queues.values()]
        function.allow(may.SEND_MESSAGE, [queue.queue.queue_arn for queue in every_queue])
        # Stability AI's models. Their inference profiles route to any region they cover.
        function.allow(
            may.INVOKE_MODEL,
            [
                f"arn:{self.partition}:bedrock:*::foundation-model/stability.*",
                f"arn:{self.partition}:bedrock:*:{self.account}:inference-profile/us.stability.*",
            ],
        )
        self._allow_secrets(function)
        return function

    def _provider_secrets(self) -> dict[str, str]:
        return {
            "PROVIDERS_SECRET": self.providers_secret.name,
            "CALLBACK_SECRET": self.callback_secret.name,
        }

    def _allow_secrets(self, function: PythonFunction) -> None:
        """Grants reading our provider accounts, those of organizations, and the callback key."""
        function.allow(
            may.READ_SECRET,
            [
                self.providers_secret.arn_pattern,
                self.providers_secret.arn_below,
                self.callback_secret.arn_pattern,
            ],
        )

    def _machine(self) -> Machine:
        run, complete = (
            self._function(
                id,
                module,
                imaging=True,
                memory_mb=1769,
                timeout_seconds=60,
                reserved_concurrency=self._stage.reserved_concurrency,
            )
            for id, module in (("RunNode", "run_node"), ("CompleteNode", "complete_node"))
        )
        # CompleteNode runs the local nodes that it unblocks (shared/compute/tasks/node_chain.py).
        for function in (run, complete):
            self._allow_running(function)
        complete.allow(may.ANSWER_MACHINE, [self._token_owner()])
        finish = self._function("FinishTask", "finish_task")
        finish.allow(
            [may.GET, may.BATCH_GET, may.QUERY, may.PUT, may.UPDATE, may.DELETE],
            [self.table.table_arn],
        )
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
            signing=True,  # it imports the adapters of configured providers
            memory_mb=1024,
            environment={
                "COMPUTE_SERVER_ADMIN_TOKEN": self._data.compute_token.name,
                "GENERATION_MACHINE": self.machine.state_machine_arn,
                "PROVIDERS_SECRET": self.providers_secret.name,
                "CHECKS_QUEUE": self.checks.queue.queue_url,
            },
        )
        api.allow([may.GET, may.BATCH_GET, may.QUERY, may.PUT, may.UPDATE], [self.table.table_arn])
        api.allow(may.SEND_MESSAGE, [self.checks.queue.queue_arn])
        api.allow(
            may.READ_SECRET, [self.providers_secret.arn_pattern, self.providers_secret.arn_below]
        )
        api.allow(may.READ_SECRET, [self._data.compute_token.arn_pattern])
        api.allow(may.START_MACHINE, [self.machine.state_machine_arn])
        return HttpService(self, "Http", stage=self._stage, name="compute", function=api)

    def _allow_running(self, function: PythonFunction) -> None:
        """Grants node items, the media of Platform (read) and node results (read, write)."""
        bucket = self._data.bucket
        function.allow(
            [may.GET, may.BATCH_GET, may.QUERY, may.PUT, may.UPDATE], [self.table.table_arn]
        )
        function.allow(may.WRITE_OBJECT, [bucket.arn_for_objects("compute/*")])
        function.allow(
            may.READ_OBJECT,
            [bucket.arn_for_objects("media/*"), bucket.arn_for_objects("compute/*")],
        )
        # Without ListBucket, S3 responds 403 instead of 404 for a missing object.
        function.allow(may.LIST_BUCKET, [bucket.bucket_arn])

    def _token_owner(self) -> str:
        """Returns the ARN of the state machine whose task tokens may be answered.

        It is built from the name, because a reference would be circular: the machine refers to
        the functions. The emulator cannot assign a token to a machine and needs `*`.
        """
        if self._stage.is_local:
            return "*"
        return self.format_arn(
            service="states",
            resource="stateMachine",
            resource_name=f"{self._stage.prefix}-generation",
            arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
        )
