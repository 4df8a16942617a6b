"""Writes as values: each has a condition, and the domain error to raise if it does not hold.

Repositories return writes and send nothing. A service collects the writes of one use case and
applies them in one transaction (`Table.transact`), or a single one with `Table.write`.

In conditions attribute names are written `#name` and values `:name`; the values are given in
`values`. The default condition of a Put is that there is no such item, and that of the others
that there is one; an empty condition always holds. Without an `error` a condition that does not
hold raises ConditionFailed (shared/aws/table.py).
"""

import re
from dataclasses import dataclass, field
from typing import Any

from shared.aws.attributes import Item, to_attributes
from shared.aws.keys import Key
from shared.core.errors import SartiqError


@dataclass(frozen=True)
class Put:
    """Create an item, or replace it if `condition` allows that."""

    item: Item
    condition: str = "attribute_not_exists(pk)"
    values: Item = field(default_factory=dict)
    error: SartiqError | None = None

    def request(self, table: str) -> dict[str, Any]:
        return {"Put": {"TableName": table, "Item": to_attributes(self.item), **_guard(self)}}


@dataclass(frozen=True)
class Update:
    """Change attributes of one item and keep the others.

    `set` assigns attributes, `add` adds to numbers (a missing one counts as 0), `remove` deletes
    attributes. With an empty condition a missing item is created. With `version` the item must
    have that version, and the write increments it (optimistic locking).
    """

    key: Key
    set: Item = field(default_factory=dict)
    add: dict[str, int] = field(default_factory=dict)
    remove: tuple[str, ...] = ()
    condition: str = "attribute_exists(pk)"
    values: Item = field(default_factory=dict)
    version: int | None = None
    error: SartiqError | None = None

    def request(self, table: str) -> dict[str, Any]:
        return {"Update": self.arguments(table)}

    def arguments(self, table: str) -> dict[str, Any]:
        """The arguments of an `UpdateItem` request."""
        add = dict(self.add)
        condition, values = self.condition, dict(self.values)
        if self.version is not None:
            add["version"] = 1
            condition = " AND ".join(filter(None, (condition, "#version = :expected_version")))
            values["expected_version"] = self.version
        clauses = [
            ("SET", ", ".join(f"#{name} = :set_{name}" for name in self.set)),
            ("ADD", ", ".join(f"#{name} :add_{name}" for name in add)),
            ("REMOVE", ", ".join(f"#{name}" for name in self.remove)),
        ]
        expression = " ".join(f"{word} {body}" for word, body in clauses if body)
        values |= {f"set_{name}": value for name, value in self.set.items()}
        values |= {f"add_{name}": value for name, value in add.items()}
        names = {*self.set, *add, *self.remove}
        return _clean(
            {
                "TableName": table,
                "Key": to_attributes(self.key._asdict()),
                "UpdateExpression": expression,
                **_expressions(condition, values, names),
            }
        )


@dataclass(frozen=True)
class Delete:
    """Delete an item. With an empty condition a missing item is no error."""

    key: Key
    condition: str = "attribute_exists(pk)"
    values: Item = field(default_factory=dict)
    error: SartiqError | None = None

    def request(self, table: str) -> dict[str, Any]:
        key = to_attributes(self.key._asdict())
        return {"Delete": {"TableName": table, "Key": key, **_guard(self)}}


@dataclass(frozen=True)
class Check:
    """Write nothing, but fail the transaction if the condition does not hold."""

    key: Key
    condition: str = "attribute_exists(pk)"
    values: Item = field(default_factory=dict)
    error: SartiqError | None = None

    def request(self, table: str) -> dict[str, Any]:
        key = to_attributes(self.key._asdict())
        return {"ConditionCheck": {"TableName": table, "Key": key, **_guard(self)}}


Write = Put | Update | Delete | Check


def names_mentioned(expression: str) -> set[str]:
    """The attribute names that an expression mentions as `#name`."""
    return set(re.findall(r"#(\w+)", expression))


def _guard(write: Put | Delete | Check) -> dict[str, Any]:
    return _clean(_expressions(write.condition, write.values, set()))


def _expressions(condition: str, values: Item, names: set[str]) -> dict[str, Any]:
    return {
        "ConditionExpression": condition,
        "ExpressionAttributeNames": {
            f"#{name}": name for name in names | names_mentioned(condition)
        },
        "ExpressionAttributeValues": {
            f":{name}": value for name, value in to_attributes(values).items()
        },
    }


def _clean(arguments: dict[str, Any]) -> dict[str, Any]:
    """Without empty members, which DynamoDB rejects."""
    return {name: value for name, value in arguments.items() if value not in ("", {})}
