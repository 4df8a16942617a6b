"""Reuse of the results of equal nodes through the node cache."""

from collections.abc import Sequence
from typing import Any

from shared.aws.bucket import Bucket, ObjectMissing
from shared.compute.cache.cache_items import CacheEntry
from shared.compute.cache.node_cache import NodeCache
from shared.compute.contract.tasks import NodeStatus
from shared.compute.nodes.base import ProviderNode
from shared.compute.records.tasks import Outcome
from shared.compute.tasks.node_start import Work
from shared.core.model import Model


class NodeReuse:
    def __init__(self, cache: NodeCache, bucket: Bucket) -> None:
        self._cache = cache
        self._bucket = bucket

    def find(self, work: Work, keys: Sequence[str]) -> Outcome | None:
        """Return the outcome of an equal node, with its file copied to this node's key.

        `keys` are tried in order. None if no result is cached, or if its file has expired.
        """
        entry = self._cache.find(work.node.organization_id, keys) if work.node.cache else None
        if entry is None:
            return None
        try:
            output = self._adopt(work, entry)
        except ObjectMissing:
            return None
        return Outcome(
            status=NodeStatus.SUCCEEDED,
            output=output,
            provider=entry.provider or None,
            model=entry.model or None,
            duration_ms=0,
            cached=True,
            saved_microusd=entry.cost_microusd,
        )

    def _adopt(self, work: Work, entry: CacheEntry) -> dict[str, Any]:
        if not entry.file_key:
            return entry.output
        key = file_key(work)
        if key != entry.file_key:
            self._bucket.copy(entry.file_key, key, content_type=entry.mime)
        return {**entry.output, "key": key}


def file_key(work: Work) -> str:
    """Return the object key of the node's file; fixed, so a repeated run overwrites it.

    Raises TypeError for a node without a file.
    """
    if not isinstance(work.type, ProviderNode):
        raise TypeError(f"{work.node.id} is a {work.node.type} node and has no file")
    task = work.task
    return work.type.object_key(task.task_type, task.id, work.node.id, work.params)


def entry_of(outcome: Outcome, mime: str = "") -> CacheEntry:
    """Return the cache entry of an outcome; `mime` is given if its output is a file."""
    output = outcome.output or {}
    return CacheEntry(
        output=output,
        file_key=output.get("key", "") if mime else "",
        mime=mime,
        provider=outcome.provider or "",
        model=outcome.model or "",
        cost_microusd=outcome.cost_microusd,
    )


def output_of(model: Model) -> dict[str, Any]:
    return model.model_dump(mode="json")
