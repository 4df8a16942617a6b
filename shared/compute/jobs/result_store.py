"""Turns a provider's answer into the node's outcome: fetched, measured, stored and priced."""

import hashlib
from dataclasses import dataclass

from shared.aws.bucket import Bucket
from shared.compute.billing.prices import cost_of
from shared.compute.contract.tasks import NodeStatus
from shared.compute.jobs.provider_gateway import ProviderAnswer
from shared.compute.jobs.received_files import as_webp, measure
from shared.compute.jobs.reuse import file_key, output_of
from shared.compute.nodes.base import ProviderNode, StoredOutput, TextNode, TextReply
from shared.compute.records.tasks import Outcome
from shared.compute.tasks.node_start import Work
from shared.core.clock import Clock, milliseconds_between, utc_now
from shared.core.model import Model
from shared.providers.errors import ProviderFailed


@dataclass(frozen=True)
class Result:
    """`mime` is empty if the output is text."""

    outcome: Outcome
    mime: str = ""


class ResultStore:
    def __init__(self, bucket: Bucket, clock: Clock = utc_now) -> None:
        self._bucket = bucket
        self._clock = clock

    def store(self, work: Work, answer: ProviderAnswer) -> Result:
        """Fetch and store the first file of the answer, or take its text.

        Idempotent: a node's file has a fixed key. Raises ProviderError if the file cannot be
        fetched or is not of the kind that the node needs.
        """
        output, stored = self._output(work, answer)
        cost, version = cost_of(
            answer.provider,
            answer.model.id,
            answer.completed.cost_microusd,
            width=stored.width if stored else None,
            height=stored.height if stored else None,
            seconds=stored.seconds if stored else None,
        )
        outcome = Outcome(
            status=NodeStatus.SUCCEEDED,
            output=output_of(output),
            provider=answer.provider,
            model=answer.completed.model or answer.model.id,
            duration_ms=milliseconds_between(answer.began, self._clock()),
            cost_microusd=cost,
            price_version=version,
        )
        return Result(outcome, mime=stored.mime if stored else "")

    def _output(self, work: Work, answer: ProviderAnswer) -> tuple[Model, StoredOutput | None]:
        provider, completed = answer.provider, answer.completed
        match work.type:
            case TextNode():
                if not completed.text:
                    raise ProviderFailed(f"{provider} has not written anything.")
                name = completed.model or answer.model.id
                text = TextReply(text=completed.text, provider=provider, model=name)
                return work.type.describe_text(work.params, text), None
            case ProviderNode():
                if not completed.files:
                    raise ProviderFailed(f"{provider} has given no picture.")
                stored = self._write(work, answer)
                return work.type.describe(work.params, stored), stored
        raise TypeError(f"{work.node.id} is a {work.node.type} node and needs no provider")

    def _write(self, work: Work, answer: ProviderAnswer) -> StoredOutput:
        file, key = answer.fetch(answer.completed.files[0]), file_key(work)
        body = as_webp(file.body) if key.endswith(".webp") else file.body
        measured = measure(body)
        self._bucket.write(key, body, content_type=measured.mime)
        return StoredOutput(
            key=key,
            mime=measured.mime,
            width=measured.width,
            height=measured.height,
            bytes=len(body),
            sha256=hashlib.sha256(body).hexdigest(),
            measures=dict(file.measures),
            provider=answer.provider,
            model=answer.completed.model or answer.model.id,
            seed=answer.completed.seed,
            seconds=measured.seconds,
        )
