"""A table in a dictionary: what DynamoDB promises of transactions, in the words used here."""

from collections.abc import Iterable

from shared.aws.attributes import Item
from shared.aws.keys import Key
from shared.aws.table import ConditionFailed, Query, Table
from shared.aws.writes import Delete, Put, Update, Write
from shared.core.paging import Position


class MemoryTable(Table):
    """Puts and updates only; conditions are comparisons joined by AND, or by OR."""

    def __init__(self) -> None:
        super().__init__("memory", dynamodb=object())
        self.items: dict[Key, Item] = {}

    def get(self, key: Key) -> Item | None:
        return self.items.get(key)

    def get_many(self, keys: Iterable[Key]) -> list[Item]:
        return [self.items[key] for key in keys if key in self.items]

    def page(
        self, query: Query, *, limit: int, start: Position | None = None
    ) -> tuple[list[Item], Position | None]:
        assert not query.index
        assert not start
        found = [
            item
            for key, item in sorted(self.items.items())
            if key.pk == query.pk and key.sk.startswith(query.prefix)
        ]
        assert len(found) <= limit
        return found, None

    def transact(self, writes: Iterable[Write]) -> None:
        batch = list(writes)
        for write in batch:
            if not self._holds(write):
                raise write.error or ConditionFailed(repr(write))
        for write in batch:
            self._apply(write)

    def write(self, write: Put | Update | Delete) -> None:
        self.transact([write])

    def _apply(self, write: Write) -> None:
        if isinstance(write, Put):
            self.items[_key(write)] = write.item
            return
        assert isinstance(write, Update)
        item = {**self.items[write.key], **write.set}
        for name, step in write.add.items():
            item[name] = item.get(name, 0) + step
        self.items[write.key] = item

    def _holds(self, write: Write) -> bool:
        item = self.items.get(_key(write))
        if " OR " in write.condition:
            return any(_true(c, item, write.values) for c in write.condition.split(" OR "))
        return all(_true(c, item, write.values) for c in write.condition.split(" AND ") if c)


def _key(write: Write) -> Key:
    return Key(write.item["pk"], write.item["sk"]) if isinstance(write, Put) else write.key


def _true(comparison: str, item: Item | None, values: Item) -> bool:
    if comparison == "attribute_exists(pk)":
        return item is not None
    if comparison == "attribute_not_exists(pk)":
        return item is None
    name, sign, value = comparison.split()
    assert sign in {"=", "<>"}
    stored, expected = (item or {}).get(name[1:]), values[value[1:]]
    return bool(stored == expected) is (sign == "=")
