"""Plans a node's job: reads its inputs, reuses an equal result, or chooses the provider."""

from dataclasses import dataclass
from datetime import datetime

from shared.compute.cache.cache_key import cache_key
from shared.compute.errors import NoProvider
from shared.compute.jobs.job_admission import JobAdmission
from shared.compute.jobs.job_plan import JobPlan, capability_of
from shared.compute.jobs.reuse import NodeReuse
from shared.compute.records.jobs import ProviderJob, job_id_of
from shared.compute.records.tasks import Outcome, ProviderCall, Tried
from shared.compute.routing.fallback import exhausted
from shared.compute.routing.router import Candidate, Router, Routing
from shared.compute.tasks.node_start import NodeStarter, Work
from shared.core.clock import Clock, utc_now


@dataclass(frozen=True)
class Postponed:
    """All providers are cooling down; the first is usable again at `until`."""

    work: Work
    until: datetime


class JobPlanner:
    def __init__(
        self,
        starter: NodeStarter,
        router: Router,
        reuse: NodeReuse,
        admission: JobAdmission,
        clock: Clock = utc_now,
    ) -> None:
        self._starter = starter
        self._router = router
        self._reuse = reuse
        self._admission = admission
        self._clock = clock

    def plan(self, call: ProviderCall, job: ProviderJob | None) -> JobPlan | Outcome | Postponed:
        """Return the plan, or the node's outcome if it needs no job, or the time to plan again.

        `job` is the stored job of an earlier delivery; its provider is preferred because the
        job may hold a permit there. If another provider is chosen, that permit is released.
        Raises InputMissing, StepTimeout, and NoProvider if no provider is usable before the
        node's deadline.
        """
        work = self._starter.start(call, job_id_of(call))
        if isinstance(work, Outcome):
            return work
        routing = self._rank(work, job)
        keys = [_key_of(work, candidate) for candidate in routing.candidates]
        found = self._reuse.find(work, keys)
        if found is not None:
            return found
        if not routing.candidates:
            return _postponed(work, routing)
        return JobPlan(
            call=call,
            work=work,
            candidate=routing.candidates[0],
            cache_key=keys[0] if work.node.cache else "",
            has_alternatives=len(routing.candidates) > 1,
        )

    def has_alternatives(self, job: ProviderJob, work: Work) -> bool:
        """Return whether another provider is usable after this job fails."""
        tried = (*work.node.tried, Tried(provider=job.provider, reason="provider_failed"))
        candidates = self._routing(work, exhausted(tried)).candidates
        return any(candidate.name != job.provider for candidate in candidates)

    def _rank(self, work: Work, job: ProviderJob | None) -> Routing:
        failed = exhausted(work.node.tried)
        routing = self._routing(work, failed)
        if job is None:
            return routing
        first = None if job.provider in {entry.provider for entry in failed} else job.provider
        ranked = sorted(routing.candidates, key=lambda candidate: candidate.name != first)
        if not ranked or ranked[0].name != job.provider:
            self._admission.abandon(job)
        return Routing(candidates=tuple(ranked), blocked=routing.blocked)

    def _routing(self, work: Work, tried: tuple[Tried, ...]) -> Routing:
        capability, organization_id = capability_of(work), work.node.organization_id
        policy = work.task.policy
        return self._router.candidates(capability, organization_id, policy, tried, self._clock())


def _postponed(work: Work, routing: Routing) -> Postponed:
    until = routing.retry_at
    if until is None or until >= work.deadline_at:
        why = {blocked.name: str(blocked.reason) for blocked in routing.blocked}
        raise NoProvider(capability_of(work), why)
    return Postponed(work, until)


def _key_of(work: Work, candidate: Candidate) -> str:
    params = work.params.model_dump(mode="json")
    return cache_key(work.type, params, candidate.name, candidate.model.id, work.inputs.outputs)
