"""From a provider's answer to a node's outcome: fetched, measured, stored, described, priced."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from shared.aws.bucket import Bucket
from shared.compute.billing.prices import cost_of
from shared.compute.contract.tasks import NodeStatus
from shared.compute.jobs import received_files as pictures
from shared.compute.jobs.reuse import file_key, output_of
from shared.compute.nodes.base import ProviderNode, StoredOutput, TextAnswer, TextNode
from shared.compute.records.tasks import Outcome
from shared.compute.tasks.node_start import Work
from shared.core.clock import Clock, milliseconds_between
from shared.core.model import Model
from shared.providers.adapter import ModelSpec
from shared.providers.errors import ProviderFailed
from shared.providers.replies import Completed, OutputFile

Fetch = Callable[[OutputFile], OutputFile]


@dataclass(frozen=True)
class Result:
    """`mime` is empty when the output is text."""

    outcome: Outcome
    mime: str = ""


class ResultStore:
    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def keep(
        self,
        work: Work,
        provider: str,
        model: ModelSpec,
        answer: Completed,
        fetch: Fetch,
        began: datetime,
        clock: Clock,
    ) -> Result:
        """Raises ProviderError when the answer is not what was asked for."""
        output, stored = self._output(work, provider, model, answer, fetch)
        cost, version = cost_of(
            provider,
            model.id,
            answer.cost_microusd,
            width=stored.width if stored else None,
            height=stored.height if stored else None,
            seconds=stored.seconds if stored else None,
        )
        outcome = Outcome(
            status=NodeStatus.SUCCEEDED,
            output=output_of(output),
            provider=provider,
            model=answer.model or model.id,
            duration_ms=milliseconds_between(began, clock()),
            cost_microusd=cost,
            price_version=version,
        )
        return Result(outcome, mime=stored.mime if stored else "")

    def _output(
        self, work: Work, provider: str, model: ModelSpec, answer: Completed, fetch: Fetch
    ) -> tuple[Model, StoredOutput | None]:
        name = answer.model or model.id
        match work.type:
            case TextNode():
                if not answer.text:
                    raise ProviderFailed(f"{provider} has not written anything.")
                told = TextAnswer(text=answer.text, provider=provider, model=name)
                return work.type.describe_text(work.params, told), None
            case ProviderNode():
                if not answer.files:
                    raise ProviderFailed(f"{provider} has given no picture.")
                file = fetch(answer.files[0])
                stored = self._store(work, provider, name, answer, file)
                return work.type.describe(work.params, stored), stored
        raise TypeError(f"{work.node.id} is a {work.node.type} node and needs no provider")

    def _store(
        self, work: Work, provider: str, model: str, answer: Completed, file: OutputFile
    ) -> StoredOutput:
        key = file_key(work)
        body = pictures.as_webp(file.body) if key.endswith(".webp") else file.body
        measured = pictures.measure(body)
        self._bucket.write(key, body, content_type=measured.mime)
        return StoredOutput(
            key=key,
            mime=measured.mime,
            width=measured.width,
            height=measured.height,
            bytes=len(body),
            sha256=hashlib.sha256(body).hexdigest(),
            measures=dict(file.measures),
            provider=provider,
            model=model,
            seed=answer.seed,
            seconds=measured.seconds,
        )
