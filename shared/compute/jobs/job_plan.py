"""The plan of a job: a node, the provider chosen for it, and what is derived from the two."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.compute.admission.requests import AdmissionRequest
from shared.compute.jobs.provider_gateway import ProviderEndpoint
from shared.compute.nodes.base import ProviderNode, TextNode
from shared.compute.records.jobs import ProviderJob, job_id_of
from shared.compute.records.tasks import ProviderCall
from shared.compute.routing.connections import PLATFORM
from shared.compute.routing.router import Candidate
from shared.compute.tasks.node_start import Work
from shared.providers.requests import Capability, ProviderRequest

# A permit outlasts the model's deadline, or a late end would find it granted to another job.
_LEASE_SLACK_SECONDS = 300


@dataclass(frozen=True, kw_only=True)
class JobPlan:
    """A node and the provider that is to run it.

    The result is cached under `cache_key`; empty if it is not cached. `has_alternatives` says
    whether another provider could be used.
    """

    call: ProviderCall
    work: Work
    candidate: Candidate
    cache_key: str
    has_alternatives: bool

    @property
    def is_embedded(self) -> bool:
        return self.candidate.adapter is None

    @property
    def endpoint(self) -> ProviderEndpoint:
        """Raises TypeError for the embedded studio, which has none."""
        adapter, connection = self.candidate.adapter, self.candidate.connection
        if adapter is None or connection is None:
            raise TypeError(f"{self.candidate.name} is embedded and has no endpoint")
        return ProviderEndpoint(adapter, connection)

    def new_job(self, now: datetime) -> ProviderJob:
        """Return the job to store; its deadline is the model's, or the node's if sooner."""
        call, model, connection = self.call, self.candidate.model, self.candidate.connection
        deadline = now + timedelta(seconds=model.deadline_seconds)
        return ProviderJob(
            id=job_id_of(call),
            organization_id=call.organization_id,
            task_id=call.task_id,
            node_id=call.node_id,
            task_token=call.task_token,
            attempt=call.attempt,
            priority=call.priority,
            capability=capability_of(self.work),
            provider=self.candidate.name,
            model=model.id,
            owner=connection.owner if connection else PLATFORM,
            seed=getattr(self.work.params, "seed", None),
            cache_key=self.cache_key,
            created_at=now,
            deadline_at=min(deadline, self.work.deadline_at),
        )

    def admission_request(self, job: ProviderJob) -> AdmissionRequest:
        return AdmissionRequest(
            job_id=job.id,
            organization_id=job.organization_id,
            priority=job.priority,
            message=self.call.model_dump_json(),
            lease_seconds=self.candidate.model.deadline_seconds + _LEASE_SLACK_SECONDS,
        )


def request_of(work: Work) -> ProviderRequest:
    """Build the provider request of a node. Raises TypeError for a local node."""
    if not isinstance(work.type, ProviderNode | TextNode):
        raise _local(work)
    request: ProviderRequest = work.type.request(work.params, work.inputs)
    return request


def capability_of(work: Work) -> Capability:
    """Return the capability that a node needs. Raises TypeError for a local node."""
    if not isinstance(work.type, ProviderNode | TextNode):
        raise _local(work)
    return work.type.capability


def _local(work: Work) -> TypeError:
    return TypeError(f"{work.node.id} is a {work.node.type} node and needs no provider")
