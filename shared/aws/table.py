"""A DynamoDB table: reads that page, writes that state their condition."""

import random
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from shared.aws.attributes import Item, from_attributes, to_attributes
from shared.aws.clients import client
from shared.aws.errors import STORAGE_BUSY, WRITE_CONFLICT
from shared.aws.keys import Key
from shared.aws.writes import Delete, Put, Update, Write, names_mentioned
from shared.core.errors import Conflict, Unavailable
from shared.core.paging import Position, bad_cursor

_TRANSACTION_LIMIT = 100
_CONFLICT_TRIES = 5
_FILTERED_READ = 100  # items per request under a filter
_TRANSIENT = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}


class ConditionFailed(Exception):
    """A write's condition did not hold and the write named no error of its own."""


@dataclass(frozen=True)
class Query:
    """One partition, or the part of it whose sort key starts with `prefix`.

    `filter` is applied after reading: a page may then be shorter than `limit`, so
    `Table.page` reads on until it is full or the partition ends.
    """

    pk: str
    prefix: str = ""
    index: str = ""
    descending: bool = False
    filter: str = ""
    values: Item = field(default_factory=dict)

    def admits(self, position: Position) -> bool:
        """Whether a page may start there; DynamoDB refuses other places with a bare 400."""
        pk, sk = f"{self.index}pk", f"{self.index}sk"
        return (
            position.keys() == {"pk", "sk", pk, sk}
            and all(position.values())
            and position[pk] == self.pk
            and position[sk].startswith(self.prefix)
        )

    def position_of(self, item: Item) -> Position:
        """Where the page after `item` starts."""
        return {name: item[name] for name in ("pk", "sk", f"{self.index}pk", f"{self.index}sk")}

    def arguments(self, table: str) -> dict[str, Any]:
        pk, sk = f"{self.index}pk", f"{self.index}sk"
        values: Item = {"pk": self.pk, **self.values}
        condition = "#pk = :pk"
        names = {"#pk": pk}
        if self.prefix:
            condition += " AND begins_with(#sk, :prefix)"
            names["#sk"] = sk
            values["prefix"] = self.prefix
        names |= {f"#{name}": name for name in names_mentioned(self.filter)}
        arguments: dict[str, Any] = {
            "TableName": table,
            "KeyConditionExpression": condition,
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": {f":{n}": v for n, v in to_attributes(values).items()},
            "ScanIndexForward": not self.descending,
            "ConsistentRead": not self.index,
        }
        if self.index:
            arguments["IndexName"] = self.index
        if self.filter:
            arguments["FilterExpression"] = self.filter
        return arguments


class Table:
    """`name` is the table's name; the client comes from the process unless one is given."""

    def __init__(self, name: str, dynamodb: Any = None) -> None:
        self.name = name
        self._client = dynamodb or client("dynamodb")

    def get(self, key: Key) -> Item | None:
        found = self._client.get_item(
            TableName=self.name, Key=to_attributes(key._asdict()), ConsistentRead=True
        )
        return from_attributes(found["Item"]) if "Item" in found else None

    def get_many(self, keys: Iterable[Key]) -> list[Item]:
        """Strongly consistent, in the order of `keys`, without those that do not exist."""
        wanted = list(dict.fromkeys(keys))
        found: dict[Key, Item] = {}
        for start in range(0, len(wanted), 100):
            found |= self._get_batch(wanted[start : start + 100])
        return [found[key] for key in wanted if key in found]

    def _get_batch(self, keys: list[Key]) -> dict[Key, Item]:
        found: dict[Key, Item] = {}
        request = {
            self.name: {
                "Keys": [to_attributes(key._asdict()) for key in keys],
                "ConsistentRead": True,
            }
        }
        for attempt in range(_CONFLICT_TRIES):
            reply = self._client.batch_get_item(RequestItems=request)
            for attributes in reply["Responses"].get(self.name, []):
                item = from_attributes(attributes)
                found[Key(item["pk"], item["sk"])] = item
            request = reply.get("UnprocessedKeys") or {}
            if not request:
                return found
            _back_off(attempt)
        raise _storage_busy()

    def page(
        self, query: Query, *, limit: int, start: Position | None = None
    ) -> tuple[list[Item], Position | None]:
        """At most `limit` items, and where to go on (None at the end).

        Raises Invalid `bad_cursor` when `start` is a place of another list.
        """
        if start and not query.admits(start):
            raise bad_cursor()
        items: list[Item] = []
        arguments = query.arguments(self.name)
        position = start
        while True:
            if position:
                arguments["ExclusiveStartKey"] = to_attributes(dict(position))
            # A filter drops most of what is read, so read more than is wanted and cut.
            wanted = limit - len(items)
            reply = self._client.query(
                **arguments, Limit=max(wanted, _FILTERED_READ) if query.filter else wanted
            )
            items += [from_attributes(found) for found in reply["Items"]]
            if len(items) > limit:
                return items[:limit], query.position_of(items[limit - 1])
            last = reply.get("LastEvaluatedKey")
            position = from_attributes(last) if last else None
            if position is None or len(items) == limit:
                return items, position

    def every(self, query: Query) -> Iterator[Item]:
        """All items of a query, page after page."""
        position: Position | None = None
        while True:
            items, position = self.page(query, limit=200, start=position)
            yield from items
            if position is None:
                return

    def write(self, write: Put | Update | Delete) -> None:
        """Carry out one write; it costs half of what it would in a transaction."""
        self._carry_out(write)

    def update(self, write: Update) -> Item:
        """Carry out one update and return the whole item as it now stands."""
        return from_attributes(self._carry_out(write, ReturnValues="ALL_NEW")["Attributes"])

    def _carry_out(self, write: Put | Update | Delete, **options: str) -> dict[str, Any]:
        ((kind, arguments),) = write.request(self.name).items()
        send = {
            "Put": self._client.put_item,
            "Update": self._client.update_item,
            "Delete": self._client.delete_item,
        }[kind]
        for attempt in range(_CONFLICT_TRIES):
            try:
                reply: dict[str, Any] = send(**arguments, **options)
                return reply
            except self._client.exceptions.ConditionalCheckFailedException as error:
                raise write.error or ConditionFailed(repr(write)) from error
            except self._client.exceptions.TransactionConflictException:
                _back_off(attempt)
        raise _write_conflict()

    def transact(self, writes: Iterable[Write]) -> None:
        """All or nothing; no writes are no request. The first failed condition decides the error.

        A clash with another transaction on the same items is tried again here, for it is over
        in milliseconds and means nothing to the caller; so is throttling, which the SDK does
        not see inside of a cancelled transaction.
        """
        batch = list(writes)
        if not batch:
            return
        if len(batch) > _TRANSACTION_LIMIT:
            raise ValueError(f"{len(batch)} writes; a transaction holds {_TRANSACTION_LIMIT}")
        requests = [write.request(self.name) for write in batch]
        reasons: list[str | None] = []
        for attempt in range(_CONFLICT_TRIES):
            try:
                self._client.transact_write_items(TransactItems=requests)
                return
            except self._client.exceptions.TransactionCanceledException as error:
                reasons = [reason.get("Code") for reason in error.response["CancellationReasons"]]
                _raise_failed_condition(batch, reasons, error)
                if not _TRANSIENT.intersection(reasons):
                    raise
            _back_off(attempt)
        raise _write_conflict() if "TransactionConflict" in reasons else _storage_busy()


def _raise_failed_condition(
    batch: list[Write], reasons: list[str | None], cause: ClientError
) -> None:
    for write, reason in zip(batch, reasons, strict=True):
        if reason == "ConditionalCheckFailed":
            raise write.error or ConditionFailed(repr(write)) from cause


def _write_conflict() -> Conflict:
    return WRITE_CONFLICT("Somebody else changed this at the same moment; try again.")


def _storage_busy() -> Unavailable:
    return STORAGE_BUSY("The database is busy; try again in a moment.")


def _back_off(attempt: int) -> None:
    time.sleep(random.uniform(0, 0.02 * 2**attempt))
