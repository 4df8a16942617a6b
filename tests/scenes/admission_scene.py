"""Several writers at one account: between two requests, or all at the same moment."""

import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from shared.aws.keys import Key
from shared.aws.table import Query, Table
from shared.aws.writes import Delete, Put, Update, Write
from shared.compute.admission.service import Account, AdmissionRequest
from shared.compute.contract.tasks import Priority
from shared.core.ids import derived_id
from shared.core.paging import Position
from shared.providers.adapter import Limits

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ACCOUNT = Account("fal", "platform")
ONE = Limits(concurrent=1, per_minute=100_000)


class RacedTable(Table):
    """`meanwhile` is done once, before the next write."""

    meanwhile: Callable[[], Any] | None = None

    def update(self, write: Update) -> dict[str, Any]:
        self._interrupt()
        return super().update(write)

    def write(self, write: Put | Update | Delete) -> None:
        self._interrupt()
        super().write(write)

    def transact(self, writes: Iterable[Write]) -> None:
        self._interrupt()
        super().transact(writes)

    def _interrupt(self) -> None:
        act, self.meanwhile = self.meanwhile, None
        if act:
            act()


class CrowdedTable(Table):
    """For threads: moto's requests are not atomic, DynamoDB's are."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._lock = threading.Lock()

    def get(self, key: Key) -> dict[str, Any] | None:
        with self._lock:
            return super().get(key)

    def get_many(self, keys: Iterable[Key]) -> list[dict[str, Any]]:
        with self._lock:
            return super().get_many(keys)

    def page(
        self, query: Query, *, limit: int, start: Position | None = None
    ) -> tuple[list[dict[str, Any]], Position | None]:
        with self._lock:
            return super().page(query, limit=limit, start=start)

    def update(self, write: Update) -> dict[str, Any]:
        with self._lock:
            return super().update(write)

    def write(self, write: Put | Update | Delete) -> None:
        with self._lock:
            super().write(write)

    def transact(self, writes: Iterable[Write]) -> None:
        with self._lock:
            super().transact(writes)


def at_once(act: Callable[[str], Any], names: Sequence[str]) -> None:
    """Each name in a thread of its own; the first error is raised here."""
    errors: list[BaseException] = []

    def guarded(name: str) -> None:
        try:
            act(name)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for error in errors:
        raise error


def request(
    name: str, organization: str = "acme", priority: Priority = Priority.DEFAULT
) -> AdmissionRequest:
    return AdmissionRequest(
        job_id=derived_id(name),
        organization_id=derived_id(organization),
        priority=priority,
        message=name,
        lease_seconds=600,
    )
