"""One question to a provider's adapter at a time: hand in, ask again, fetch, cancel.

A defect of an adapter is that provider's failure: it must not block a queue.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from shared.compute.records.jobs import ProviderJob
from shared.core.clock import Clock, utc_now
from shared.core.observability import get_logger
from shared.providers.adapter import Adapter, Cancellation, Connection, HttpReply, HttpRequest, Job
from shared.providers.errors import ProviderError, ProviderFailed
from shared.providers.http import ProviderClient
from shared.providers.replies import Completed, OutputFile, Pending, Submitted
from shared.providers.requests import ProviderRequest

# (provider, organization id, job id) -> where the provider shall call back.
CallbackUrl = Callable[[ProviderJob], str]


@dataclass(frozen=True)
class Account:
    """An adapter with the connection that it is used by."""

    adapter: Adapter
    connection: Connection


class OrderFailed(Exception):
    """`error` is why, as far as the provider says."""

    def __init__(self, error: ProviderError) -> None:
        super().__init__(str(error))
        self.error = error


class ProviderDesk:
    def __init__(
        self, client: ProviderClient, callback_url: CallbackUrl, clock: Clock = utc_now
    ) -> None:
        self._client = client
        self._callback_url = callback_url
        self._clock = clock

    def submit(
        self, account: Account, job: ProviderJob, request: ProviderRequest
    ) -> Completed | Submitted:
        adapter, context = account.adapter, self._context(account, job)
        if adapter.mode == "webhook":
            context = replace(context, callback_url=self._callback_url(job))
        with _own_defects(adapter.name):
            reply = self._send(account, adapter.build_submit(request, context))
            return adapter.parse_submit(reply, context)

    def poll(self, account: Account, job: ProviderJob) -> Pending | Completed:
        """Raises OrderFailed when the provider says that the order has failed, and any other
        ProviderError when the question has."""
        adapter, context = account.adapter, self._context(account, job)
        with _own_defects(adapter.name):
            reply = self._send(account, adapter.build_poll(context))
            try:
                answer = adapter.parse_poll(reply, context)
            except ProviderError as error:
                raise (OrderFailed(error) if reply.is_success else error) from error
            if isinstance(answer, HttpRequest):
                return adapter.parse_result(self._send(account, answer), context)
            return answer

    def cancel(self, account: Account, job: ProviderJob) -> Cancellation:
        """Never raises: what cannot be cancelled runs on, and its result is not looked at."""
        adapter, context = account.adapter, self._context(account, job)
        try:
            with _own_defects(adapter.name):
                request = adapter.build_cancel(context)
                if request is None:
                    return "unsupported"
                return adapter.parse_cancel(self._send(account, request), context)
        except ProviderError as error:
            get_logger("compute").warning("not cancelled", provider=adapter.name, code=error.code)
            return "unsupported"

    def fetch(self, account: Account, file: OutputFile) -> OutputFile:
        adapter = account.adapter
        return self._client.fetch(adapter.name, file, adapter.result_hosts, account.connection)

    def _send(self, account: Account, request: HttpRequest) -> HttpReply:
        return self._client.send(account.adapter.name, request, account.connection)

    def _context(self, account: Account, job: ProviderJob) -> Job:
        return Job(
            id=job.id,
            capability=job.capability,
            model=job.model,
            connection=account.connection,
            now=self._clock(),
            request_id=job.request_id,
            handle=job.handle,
            seed=job.seed,
        )


@contextmanager
def _own_defects(provider: str) -> Iterator[None]:
    try:
        yield
    except (ProviderError, OrderFailed):
        raise
    except Exception as error:
        get_logger("compute").exception("provider broke", provider=provider)
        raise ProviderFailed(f"{provider} could not carry this out.") from error
