"""The pieces that the compute functions need, made once per process.

Each function asks only for what it uses: it has no more environment and permissions than that.
"""

from functools import cache

from shared.aws.bucket import Bucket
from shared.aws.table import Table
from shared.aws.workflows import Workflows
from shared.compute.completion import CompletionService
from shared.compute.dispatch import DispatchService
from shared.compute.finishing import FinishService
from shared.compute.repository import TaskRepository
from shared.compute.routing import route
from shared.compute.running import LocalNodeService
from shared.compute.starting import NodeStarter
from shared.core.settings import Settings


@cache
def get_settings() -> Settings:
    return Settings.from_environment()


@cache
def get_repository() -> TaskRepository:
    return TaskRepository(Table(get_settings().require("compute_table")))


@cache
def get_bucket() -> Bucket:
    return Bucket(get_settings().require("media_bucket"))


@cache
def get_starter() -> NodeStarter:
    return NodeStarter(get_repository(), get_bucket())


@cache
def get_local_node_service() -> LocalNodeService:
    return LocalNodeService(get_starter())


@cache
def get_dispatch_service() -> DispatchService:
    return DispatchService(get_starter(), get_bucket(), Workflows(), route)


@cache
def get_completion_service() -> CompletionService:
    return CompletionService(get_repository(), Workflows())


@cache
def get_finish_service() -> FinishService:
    return FinishService(get_repository())
