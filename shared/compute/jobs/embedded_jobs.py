"""Jobs of the embedded studio: they need no permit and end within the dispatching function."""

from collections.abc import Callable

from shared.compute.jobs.job_completion import Attempt, JobCompletion
from shared.compute.jobs.job_plan import JobPlan, request_of
from shared.compute.jobs.provider_gateway import ProviderAnswer
from shared.core.clock import Clock, utc_now
from shared.providers.errors import ProviderError, ProviderFailed
from shared.providers.replies import Completed, OutputFile
from shared.providers.requests import ProviderRequest

Embedded = Callable[[ProviderRequest], Completed]


class EmbeddedJobs:
    def __init__(
        self, embedded: Embedded, completion: JobCompletion, clock: Clock = utc_now
    ) -> None:
        self._embedded = embedded
        self._completion = completion
        self._clock = clock

    def run(self, plan: JobPlan) -> None:
        """Run the node and complete it, also if the studio fails."""
        began, attempt = self._clock(), Attempt.of_plan(plan)
        try:
            answer = ProviderAnswer(
                provider=plan.candidate.name,
                model=plan.candidate.model,
                completed=self._embedded(request_of(plan.work)),
                fetch=_require_body,
                began=began,
            )
            self._completion.succeed(attempt, answer)
        except ProviderError as error:
            self._completion.fail(attempt, error)


def _require_body(file: OutputFile) -> OutputFile:
    if not file.body:
        raise ProviderFailed("The studio has given no picture.")
    return file
