"""Sends the requests of jobs to providers: submit, poll, cancel, fetch.

A defect of an adapter counts as a failure of its provider, so it cannot block a queue.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from shared.compute.records.jobs import ProviderJob
from shared.compute.routing.connections import Adapters, Connections
from shared.core.clock import Clock, utc_now
from shared.core.observability import get_logger
from shared.providers import registry
from shared.providers.adapter import (
    Adapter,
    Cancellation,
    Connection,
    HttpReply,
    HttpRequest,
    Job,
    ModelSpec,
)
from shared.providers.errors import ProviderError, ProviderFailed
from shared.providers.http import ProviderClient
from shared.providers.replies import Completed, OutputFile, Pending, Submitted
from shared.providers.requests import ProviderRequest

# Returns the URL at which the provider reports the end of this job.
CallbackUrl = Callable[[ProviderJob], str]


@dataclass(frozen=True)
class ProviderEndpoint:
    """An adapter together with the connection that it uses."""

    adapter: Adapter
    connection: Connection


@dataclass(frozen=True, kw_only=True)
class ProviderAnswer:
    """A provider's completed answer; `fetch` returns a file of it with its bytes."""

    provider: str
    model: ModelSpec
    completed: Completed
    fetch: Callable[[OutputFile], OutputFile]
    began: datetime


class JobFailed(Exception):
    """The provider reports that the job has failed; `error` is the reason it gives."""

    def __init__(self, error: ProviderError) -> None:
        super().__init__(str(error))
        self.error = error


class ProviderGateway:
    def __init__(
        self,
        client: ProviderClient,
        callback_url: CallbackUrl,
        connections: Connections,
        adapters: Adapters = registry,
        clock: Clock = utc_now,
    ) -> None:
        self._client = client
        self._callback_url = callback_url
        self._connections = connections
        self._adapters = adapters
        self._clock = clock

    def endpoint_of(self, job: ProviderJob) -> ProviderEndpoint | None:
        """Return the account that the job was submitted with, or None if it was removed."""
        connection = self._connections.of_owner(job.owner, job.provider)
        if connection is None:
            return None
        return ProviderEndpoint(self._adapters.get_adapter(job.provider), connection)

    def submit(
        self, endpoint: ProviderEndpoint, job: ProviderJob, request: ProviderRequest
    ) -> Completed | Submitted:
        """Send the request. Raises ProviderError. Not idempotent: the provider may charge it."""
        adapter, context = endpoint.adapter, self._context(endpoint, job)
        if adapter.mode == "webhook":
            context = replace(context, callback_url=self._callback_url(job))
        with _adapter_defects(adapter.name):
            reply = self._send(endpoint, adapter.build_submit(request, context))
            return adapter.parse_submit(reply, context)

    def poll(self, endpoint: ProviderEndpoint, job: ProviderJob) -> Pending | Completed:
        """Read the state of a submitted job.

        Raises JobFailed if the provider reports a failure of the job, and another ProviderError
        if the request itself fails.
        """
        adapter, context = endpoint.adapter, self._context(endpoint, job)
        with _adapter_defects(adapter.name):
            reply = self._send(endpoint, adapter.build_poll(context))
            try:
                answer = adapter.parse_poll(reply, context)
            except ProviderError as error:
                raise (JobFailed(error) if reply.is_success else error) from error
            if isinstance(answer, HttpRequest):
                return adapter.parse_result(self._send(endpoint, answer), context)
            return answer

    def cancel(self, endpoint: ProviderEndpoint, job: ProviderJob) -> Cancellation:
        """Cancel at the provider. Never raises: a job that runs on has its result ignored."""
        adapter, context = endpoint.adapter, self._context(endpoint, job)
        try:
            with _adapter_defects(adapter.name):
                request = adapter.build_cancel(context)
                if request is None:
                    return "unsupported"
                return adapter.parse_cancel(self._send(endpoint, request), context)
        except ProviderError as error:
            get_logger("compute").warning("not cancelled", provider=adapter.name, code=error.code)
            return "unsupported"

    def answer(
        self,
        endpoint: ProviderEndpoint,
        job: ProviderJob,
        model: ModelSpec,
        completed: Completed,
        *,
        began: datetime,
    ) -> ProviderAnswer:
        """Return the answer with the means to fetch its files from this endpoint."""
        return ProviderAnswer(
            provider=job.provider,
            model=model,
            completed=completed,
            fetch=lambda file: self._fetch(endpoint, file),
            began=began,
        )

    def _fetch(self, endpoint: ProviderEndpoint, file: OutputFile) -> OutputFile:
        adapter = endpoint.adapter
        return self._client.fetch(adapter.name, file, adapter.result_hosts, endpoint.connection)

    def _send(self, endpoint: ProviderEndpoint, request: HttpRequest) -> HttpReply:
        return self._client.send(endpoint.adapter.name, request, endpoint.connection)

    def _context(self, endpoint: ProviderEndpoint, job: ProviderJob) -> Job:
        return Job(
            id=job.id,
            capability=job.capability,
            model=job.model,
            connection=endpoint.connection,
            now=self._clock(),
            request_id=job.request_id,
            handle=job.handle,
            seed=job.seed,
        )


@contextmanager
def _adapter_defects(provider: str) -> Iterator[None]:
    try:
        yield
    except (ProviderError, JobFailed):
        raise
    except Exception as error:
        get_logger("compute").exception("provider broke", provider=provider)
        raise ProviderFailed(f"{provider} could not carry this out.") from error
