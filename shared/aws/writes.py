"""Writes as values: each states its condition and the domain error that a failure means.

A repository returns writes, a service puts them into one transaction (`Table.transact`).
"""

import re
from dataclasses import dataclass, field
from typing import Any

from shared.aws.attributes import Item, to_attributes
from shared.aws.keys import Key
from shared.core.errors import SartiqError


@dataclass(frozen=True)
class Put:
    """Write a whole item. `condition` defaults to "there was none"; `""` means unconditional."""

    item: Item
    condition: str = "attribute_not_exists(pk)"
    values: Item = field(default_factory=dict)
    error: SartiqError | None = None

    def request(self, table: str) -> dict[str, Any]:
        return {"Put": {"TableName": table, "Item": to_attributes(self.item), **_guard(self)}}


@dataclass(frozen=True)
class Update:
    """Change attributes of one item.

    `set` assigns, `add` counts up or down, `remove` drops. Names in `condition` are written
    `#name`, values `:name`; placeholders for `set` and `add` are made here. With `version`
    the write succeeds only while the item has that version, and counts it up.
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
        """The same members that `UpdateItem` takes."""
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
    key: Key
    condition: str = "attribute_exists(pk)"
    values: Item = field(default_factory=dict)
    error: SartiqError | None = None

    def request(self, table: str) -> dict[str, Any]:
        key = to_attributes(self.key._asdict())
        return {"Delete": {"TableName": table, "Key": key, **_guard(self)}}


@dataclass(frozen=True)
class Check:
    """Nothing is written, but the transaction stands or falls with the condition."""

    key: Key
    condition: str = "attribute_exists(pk)"
    values: Item = field(default_factory=dict)
    error: SartiqError | None = None

    def request(self, table: str) -> dict[str, Any]:
        key = to_attributes(self.key._asdict())
        return {"ConditionCheck": {"TableName": table, "Key": key, **_guard(self)}}


Write = Put | Update | Delete | Check


def names_mentioned(expression: str) -> set[str]:
    """The attribute names behind the `#name` placeholders of an expression."""
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
    return {name: value for name, value in arguments.items() if value not in ("", {})}
