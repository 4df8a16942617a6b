"""The pieces that the steps of the state machine need, made once per process.

Each function asks only for what it uses: it has no more environment and permissions than that,
and imports no more either. What talks to providers is in order_deps.py.
"""

from functools import cache

from shared.aws.bucket import Bucket
from shared.aws.table import Table
from shared.aws.workflows import Workflows
from shared.compute.billing.budgets import Budgets
from shared.compute.billing.ledger import Ledger
from shared.compute.cache.node_cache import NodeCache
from shared.compute.jobs.local_nodes import LocalNodeService
from shared.compute.jobs.reuse import NodeReuse
from shared.compute.tasks.node_completion import CompletionService
from shared.compute.tasks.node_start import NodeStarter
from shared.compute.tasks.repository import TaskRepository
from shared.compute.tasks.task_completion import FinishService
from shared.core.settings import Settings


@cache
def get_settings() -> Settings:
    return Settings.from_environment()


@cache
def get_table() -> Table:
    return Table(get_settings().require("compute_table"))


@cache
def get_repository() -> TaskRepository:
    return TaskRepository(get_table())


@cache
def get_bucket() -> Bucket:
    return Bucket(get_settings().require("media_bucket"))


@cache
def get_starter() -> NodeStarter:
    return NodeStarter(get_repository(), get_bucket())


@cache
def get_cache() -> NodeCache:
    return NodeCache(get_table())


@cache
def get_reuse() -> NodeReuse:
    return NodeReuse(get_cache(), get_bucket())


@cache
def get_budgets() -> Budgets:
    return Budgets(get_table())


@cache
def get_local_node_service() -> LocalNodeService:
    return LocalNodeService(get_starter(), get_reuse(), get_cache())


@cache
def get_completion_service() -> CompletionService:
    return CompletionService(get_repository(), Workflows(), run_local=get_local_node_service().run)


@cache
def get_finish_service() -> FinishService:
    return FinishService(get_repository(), get_budgets(), Ledger(get_table()))
