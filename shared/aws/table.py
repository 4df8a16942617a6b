"""A DynamoDB table: consistent reads, paged queries, conditional writes and transactions."""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import ClientError

from shared.aws.attributes import Item, from_attributes, to_attributes
from shared.aws.clients import client
from shared.aws.errors import STORAGE_BUSY, WRITE_CONFLICT
from shared.aws.keys import Key
from shared.aws.writes import Delete, Put, Update, Write, names_mentioned
from shared.core.errors import Conflict, Unavailable
from shared.core.paging import Position, bad_cursor

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import (
        KeysAndAttributesUnionTypeDef,
        TransactWriteItemTypeDef,
    )

_TRANSACTION_LIMIT = 100  # writes; limit of TransactWriteItems
_BATCH_LIMIT = 100  # keys; limit of BatchGetItem
_CONFLICT_TRIES = 5
_FILTERED_READ = 100  # items per request under a filter
_TRANSIENT = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}


class ConditionFailed(Exception):
    """The condition of a write did not hold, and the write has no `error` of its own."""


@dataclass(frozen=True)
class Query:
    """One partition of the table or of an index, or its items whose sort key starts with `prefix`.

    Names in `filter` are written `#name`; values are written `:name` and given in `values`.
    DynamoDB applies the filter after reading, so `Table.page` reads on until the page is full or
    the partition ends. Queries of the table are strongly consistent, those of an index eventually.
    """

    pk: str
    prefix: str = ""
    index: str = ""
    descending: bool = False
    filter: str = ""
    values: Item = field(default_factory=dict)

    def admits(self, position: Position) -> bool:
        """Whether a page of this query can start at `position`.

        DynamoDB answers a position of another query with a bare 400.
        """
        pk, sk = f"{self.index}pk", f"{self.index}sk"
        return (
            position.keys() == {"pk", "sk", pk, sk}
            and all(position.values())
            and position[pk] == self.pk
            and position[sk].startswith(self.prefix)
        )

    def position_of(self, item: Item) -> Position:
        """The position at which the page after `item` starts."""
        return {name: item[name] for name in ("pk", "sk", f"{self.index}pk", f"{self.index}sk")}

    def arguments(self, table: str) -> dict[str, Any]:
        """The arguments of the `Query` request, without limit and position."""
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
    """A table by its name. A fake client can be passed as `dynamodb`."""

    def __init__(self, name: str, dynamodb: Any = None) -> None:
        self.name = name
        self._client: DynamoDBClient = dynamodb or client("dynamodb")

    def get(self, key: Key) -> Item | None:
        """The item, or None. Strongly consistent."""
        found = self._client.get_item(
            TableName=self.name, Key=to_attributes(key._asdict()), ConsistentRead=True
        )
        return from_attributes(found["Item"]) if "Item" in found else None

    def get_many(self, keys: Iterable[Key]) -> list[Item]:
        """The existing items, in the order of `keys`. Strongly consistent.

        Reads 100 keys per request. Raises Unavailable (`storage_busy`) if DynamoDB keeps leaving
        keys unprocessed.
        """
        wanted = list(dict.fromkeys(keys))
        found: dict[Key, Item] = {}
        for start in range(0, len(wanted), _BATCH_LIMIT):
            found |= self._get_batch(wanted[start : start + _BATCH_LIMIT])
        return [found[key] for key in wanted if key in found]

    def _get_batch(self, keys: list[Key]) -> dict[Key, Item]:
        found: dict[Key, Item] = {}
        request: Mapping[str, KeysAndAttributesUnionTypeDef] = {
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
        """At most `limit` items from `start` on, and the next position (None at the end).

        Raises Invalid (`bad_cursor`) if `start` belongs to another query.
        """
        if start and not query.admits(start):
            raise bad_cursor()
        items: list[Item] = []
        arguments = query.arguments(self.name)
        position = start
        while True:
            if position:
                arguments["ExclusiveStartKey"] = to_attributes(dict(position))
            # A filter drops most of the items read, so more are read than wanted.
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
        """All items of a query, read in pages of 200 while iterating."""
        position: Position | None = None
        while True:
            items, position = self.page(query, limit=200, start=position)
            yield from items
            if position is None:
                return

    def write(self, write: Put | Update | Delete) -> None:
        """Apply one write; it costs half of a transaction.

        Raises the write's `error` (else ConditionFailed) if its condition does not hold, and
        Conflict (`write_conflict`) if transactions on the item outlast the retries.
        """
        self._carry_out(write)

    def update(self, write: Update) -> Item:
        """Apply one update and return the whole item after it. Raises as `write`."""
        return from_attributes(self._carry_out(write, ReturnValues="ALL_NEW")["Attributes"])

    def _carry_out(self, write: Put | Update | Delete, **options: str) -> dict[str, Any]:
        ((kind, arguments),) = write.request(self.name).items()
        sends: Mapping[str, Callable[..., Any]] = {
            "Put": self._client.put_item,
            "Update": self._client.update_item,
            "Delete": self._client.delete_item,
        }
        for attempt in range(_CONFLICT_TRIES):
            try:
                reply: dict[str, Any] = sends[kind](**arguments, **options)
                return reply
            except self._client.exceptions.ConditionalCheckFailedException as error:
                raise write.error or ConditionFailed(repr(write)) from error
            except self._client.exceptions.TransactionConflictException:
                _back_off(attempt)
        raise _write_conflict()

    def transact(self, writes: Iterable[Write]) -> None:
        """Apply all writes or none. An empty list sends no request.

        Raises the `error` of the first write whose condition does not hold (else ConditionFailed),
        Conflict (`write_conflict`) or Unavailable (`storage_busy`) after five attempts, and
        ValueError for more than 100 writes.

        A conflict with another transaction is retried here because it lasts milliseconds, and
        throttling because the SDK does not recognize it inside a cancelled transaction.
        """
        batch = list(writes)
        if not batch:
            return
        if len(batch) > _TRANSACTION_LIMIT:
            raise ValueError(f"{len(batch)} writes; a transaction holds {_TRANSACTION_LIMIT}")
        requests = cast(
            "list[TransactWriteItemTypeDef]", [write.request(self.name) for write in batch]
        )
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
    """Sleep a random time, up to 20 ms after the first attempt and twice as long after each."""
    time.sleep(random.uniform(0, 0.02 * 2**attempt))
