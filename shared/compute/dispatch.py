"""Provider nodes: taken from a priority queue, answered through their task token."""

import hashlib
from collections.abc import Callable

from shared.aws.bucket import Bucket
from shared.aws.workflows import Workflows
from shared.compute.durations import milliseconds_between
from shared.compute.errors import InputMissing
from shared.compute.models import Outcome, ProviderCall
from shared.compute.nodes.base import ProviderNode, StoredOutput
from shared.compute.schemas import Failure, NodeStatus
from shared.compute.starting import NodeStarter, Work
from shared.core.clock import Clock, utc_now
from shared.core.model import Model
from shared.core.observability import get_logger
from shared.providers.base import Capability, Completed, Provider, ProviderRequest
from shared.providers.errors import ProviderError, ProviderFailed

Route = Callable[[Capability], tuple[Provider, ...]]

# Workflows.fail cuts the cause at 1000 characters, and cut JSON is no JSON.
_DETAIL_LENGTH = 400


class DispatchService:
    def __init__(
        self,
        starter: NodeStarter,
        bucket: Bucket,
        workflows: Workflows,
        route: Route,
        clock: Clock = utc_now,
    ) -> None:
        self._starter = starter
        self._bucket = bucket
        self._workflows = workflows
        self._route = route
        self._clock = clock

    def dispatch(self, call: ProviderCall) -> None:
        """Carry out the node and answer its token.

        What a provider does wrong goes to the token, by the name of its error class, and the
        state machine decides about another try. Only failures of our own infrastructure are
        raised: then the queue delivers the message again.
        """
        work = self._starter.start(call)
        if isinstance(work, Outcome):
            self._workflows.succeed(call.task_token, work.model_dump(mode="json"))
            return
        try:
            outcome = self._carry_out(work)
        except (ProviderError, InputMissing) as error:
            failure = Failure(code=error.code, detail=error.detail[:_DETAIL_LENGTH])
            self._workflows.fail(call.task_token, type(error).__name__, failure.model_dump_json())
            return
        self._workflows.succeed(call.task_token, outcome.model_dump(mode="json"))

    def _carry_out(self, work: Work) -> Outcome:
        if not isinstance(work.type, ProviderNode):
            raise TypeError(f"{work.node.id} is a {work.node.type} node and needs no provider")
        request = work.type.request(work.params, work.inputs)
        began = self._clock()
        provider, answer = self._ask(work.type.capability, request)
        stored = self._store(work, work.type, provider, answer)
        return Outcome(
            status=NodeStatus.SUCCEEDED,
            output=work.type.describe(work.params, stored).model_dump(mode="json"),
            provider=provider.name,
            model=answer.model,
            duration_ms=milliseconds_between(began, self._clock()),
            cost_microusd=answer.cost_microusd,
        )

    def _ask(self, capability: Capability, request: ProviderRequest) -> tuple[Provider, Completed]:
        """The first provider of the chain that answers; else the last one's error."""
        chain = self._route(capability)
        for provider in chain[:-1]:
            try:
                return provider, _submit(provider, request)
            except ProviderError as error:
                if not error.next_may_help:
                    raise
        return chain[-1], _submit(chain[-1], request)

    def _store(
        self, work: Work, node_type: ProviderNode[Model], provider: Provider, answer: Completed
    ) -> StoredOutput:
        """Equal keys every time: a second run writes over the first one's file."""
        output = answer.outputs[0]
        key = node_type.object_key(work.node.task_id, work.node.id, work.params)
        self._bucket.write(key, output.body, content_type=output.mime)
        return StoredOutput(
            key=key,
            mime=output.mime,
            width=output.width,
            height=output.height,
            bytes=len(output.body),
            sha256=hashlib.sha256(output.body).hexdigest(),
            measures=output.measures,
            provider=provider.name,
            model=answer.model,
            seed=answer.seed,
        )


def _submit(provider: Provider, request: ProviderRequest) -> Completed:
    """A defect of an adapter is that provider's failure: it must not block the queue."""
    try:
        answer = provider.submit(request)
    except ProviderError:
        raise
    except Exception as error:
        get_logger("compute").exception("provider broke", provider=provider.name)
        raise ProviderFailed(f"{provider.name} could not carry this out.") from error
    if not isinstance(answer, Completed):
        raise ProviderFailed(f"{provider.name} wants to answer later, which nothing waits for.")
    return answer
