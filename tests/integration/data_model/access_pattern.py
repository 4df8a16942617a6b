"""The rows of docs/data-model.md as values that can be carried out; the watch over reads."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.aws import clients
from shared.aws.attributes import Item, from_attributes, to_attributes

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs" / "data-model.md"
_CONDITION = re.compile(r"`(\w+)` (=|begins) `([^`]+)`")
_PARAMETERS = "before-parameter-build.dynamodb"


@dataclass(frozen=True)
class Asked:
    """One read, by what decides about its outcome; `conditions` are (attribute, =, value)."""

    operation: str
    table: str
    index: str
    conditions: frozenset[tuple[str, str, str]]
    strong: bool
    newest_first: bool = False

    def items(self) -> list[Item]:
        """What the table itself answers to exactly this."""
        dynamodb = clients.client("dynamodb")
        if self.operation != "Query":
            key = to_attributes({name: value for name, _, value in self.conditions})
            found = dynamodb.get_item(TableName=self.table, Key=key, ConsistentRead=True)
            return [from_attributes(found["Item"])] if "Item" in found else []
        index = {"IndexName": self.index} if self.index else {}
        reply = dynamodb.query(
            TableName=self.table,
            KeyConditionExpression=" AND ".join(
                f"{name} = :{name}" if sign == "=" else f"begins_with({name}, :{name})"
                for name, sign, _ in self.conditions
            ),
            ExpressionAttributeValues={
                f":{name}": {"S": value} for name, _, value in self.conditions
            },
            ScanIndexForward=not self.newest_first,
            ConsistentRead=self.strong,
            **index,
        )
        assert "LastEvaluatedKey" not in reply
        return [from_attributes(found) for found in reply["Items"]]


@dataclass(frozen=True)
class Row:
    """One access pattern as it stands on the page."""

    id: str
    table: str
    condition: str
    read: str
    consistency: str
    used_by: str

    @property
    def by_stream(self) -> bool:
        return self.read == "Stream"

    def asked(self, values: Mapping[str, object]) -> Asked:
        """The read of this row once its placeholders are filled in."""
        table, _, index = self.table.partition(", ")
        operation, _, order = self.read.partition(", ")
        return Asked(
            operation="Query" if self.by_stream else operation,
            table=table,
            index=index,
            conditions=frozenset(
                (name, sign, text.format_map(dict(values)))
                for name, sign, text in _CONDITION.findall(self.condition)
            ),
            strong=self.consistency == "strong",
            newest_first=order == "newest first",
        )


def rows() -> list[Row]:
    found = []
    for line in PAGE.read_text().splitlines():
        if re.match(r"\| AP\d", line):
            id, _, table, condition, read, consistency, used_by = line.strip("| ").split(" | ")
            found.append(Row(id, table, condition, read, consistency, used_by.strip("`")))
    return found


@contextmanager
def watched() -> Iterator[set[Asked]]:
    """All that is read from DynamoDB meanwhile, by whomever."""
    asked: set[Asked] = set()

    def watch(params: dict[str, Any], model: Any, **_: object) -> None:
        asked.update(_READERS[model.name](params) if model.name in _READERS else ())

    events = clients.client("dynamodb").meta.events
    events.register(_PARAMETERS, watch)
    try:
        yield asked
    finally:
        events.unregister(_PARAMETERS, watch)


def _of_get(params: dict[str, Any]) -> list[Asked]:
    consistent = params.get("ConsistentRead", False)
    return [_of_key("GetItem", params["TableName"], params["Key"], consistent)]


def _of_batch(params: dict[str, Any]) -> list[Asked]:
    return [
        _of_key("BatchGetItem", table, key, request.get("ConsistentRead", False))
        for table, request in params["RequestItems"].items()
        for key in request["Keys"]
    ]


def _of_key(operation: str, table: str, key: dict[str, Any], consistent: bool) -> Asked:
    conditions = frozenset((name, "=", value["S"]) for name, value in key.items())
    return Asked(operation, table, "", conditions, consistent)


def _of_query(params: dict[str, Any]) -> list[Asked]:
    names, values = params["ExpressionAttributeNames"], params["ExpressionAttributeValues"]
    conditions = set()
    for part in params["KeyConditionExpression"].split(" AND "):
        name, value = re.findall(r"(#\w+)|(:\w+)", part)
        sign = "begins" if part.startswith("begins_with") else "="
        conditions.add((names[name[0]], sign, values[value[1]]["S"]))
    return [
        Asked(
            "Query",
            params["TableName"],
            params.get("IndexName", ""),
            frozenset(conditions),
            params.get("ConsistentRead", False),
            not params.get("ScanIndexForward", True),
        )
    ]


_READERS: Mapping[str, Callable[[dict[str, Any]], list[Asked]]] = {
    "GetItem": _of_get,
    "BatchGetItem": _of_batch,
    "Query": _of_query,
}
