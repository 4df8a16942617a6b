"""Submits an admitted job to its provider."""

from datetime import timedelta

from shared.compute.jobs.check_timer import CheckTimer, seconds_until_check
from shared.compute.jobs.job_completion import Attempt, JobCompletion
from shared.compute.jobs.job_plan import JobPlan, request_of
from shared.compute.jobs.provider_gateway import ProviderEndpoint, ProviderGateway
from shared.compute.jobs.repository import JobRepository
from shared.compute.jobs.waiting_events import WaitingEvents
from shared.compute.records.jobs import ProviderJob
from shared.core.clock import Clock, utc_now
from shared.providers.errors import ProviderError
from shared.providers.replies import Completed, Submitted


class JobSubmission:
    """`submit_seconds` is the timeout of the function that submits."""

    def __init__(
        self,
        jobs: JobRepository,
        timer: CheckTimer,
        gateway: ProviderGateway,
        completion: JobCompletion,
        events: WaitingEvents,
        submit_seconds: float,
        clock: Clock = utc_now,
    ) -> None:
        self._jobs = jobs
        self._timer = timer
        self._gateway = gateway
        self._completion = completion
        self._events = events
        self._submit_seconds = submit_seconds
        self._clock = clock

    def submit(self, plan: JobPlan, job: ProviderJob) -> None:
        """Send the request; complete the job at once if the provider answers synchronously.

        No effect while another delivery of the same message submits: the job's timer sends the
        message again if that delivery dies.
        """
        now = self._clock()
        lease_until = now + timedelta(seconds=self._submit_seconds)
        if not self._jobs.begin_submit(job, now, lease_until):
            return
        endpoint, attempt = plan.endpoint, Attempt.of_plan(plan, job)
        # Before the request, so that a job whose reply is lost is still checked.
        self._timer.schedule(job, self._first_check_seconds(plan, endpoint), now)
        try:
            reply = self._gateway.submit(endpoint, job, request_of(plan.work))
            if isinstance(reply, Completed):
                model = plan.candidate.model
                answer = self._gateway.answer(endpoint, job, model, reply, began=now)
                self._completion.succeed(attempt, answer)
                return
        except ProviderError as error:
            self._completion.fail(attempt, error)
            return
        self._record(plan, job, endpoint, reply)

    def _first_check_seconds(self, plan: JobPlan, endpoint: ProviderEndpoint) -> float:
        if endpoint.adapter.mode == "sync":
            return self._submit_seconds + 5
        return seconds_until_check(endpoint.adapter.mode, plan.candidate.model.typical_seconds, 0)

    def _record(
        self, plan: JobPlan, job: ProviderJob, endpoint: ProviderEndpoint, reply: Submitted
    ) -> None:
        if self._jobs.submitted(job, reply):
            self._events.submitted(plan.work)
            return
        # Cancelled during the submit.
        known = {"request_id": reply.request_id, "handle": dict(reply.handle)}
        self._gateway.cancel(endpoint, job.model_copy(update=known))
