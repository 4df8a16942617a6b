"""The pieces that the callbacks need, made once per process."""

from functools import cache

from shared.aws.queues import Queue
from shared.aws.secrets import Secrets
from shared.aws.table import Table
from shared.compute.jobs.callbacks import CallbackAddress, CallbackService, PublicKeys
from shared.compute.jobs.check_timer import CheckTimer
from shared.compute.jobs.repository import JobRepository
from shared.compute.routing.connections import Connections
from shared.core.settings import Settings
from shared.providers.http import ProviderClient


@cache
def get_callback_service() -> CallbackService:
    settings, secrets = Settings.from_environment(), Secrets()
    return CallbackService(
        CallbackAddress("", secrets, settings.require("callback_secret")),
        JobRepository(Table(settings.require("compute_table"))),
        Connections(secrets, settings.require("providers_secret")),
        PublicKeys(ProviderClient()),
        CheckTimer(Queue(settings.require("checks_queue"))),
    )
