"""Reads and writes on the real table definition."""

import pytest

from infra_cdk import tables
from shared.aws import keys
from shared.aws.clients import client
from shared.aws.errors import VERSION_CONFLICT, WRITE_CONFLICT
from shared.aws.keys import GSI1, Key
from shared.aws.outbox import put_event
from shared.aws.table import ConditionFailed, Query, Table
from shared.aws.writes import Check, Delete, Put, Update
from shared.core.errors import Conflict, Invalid
from shared.core.events import PLATFORM, Event, make_event
from shared.products.errors import SKU_TAKEN
from tests.integration.route_cases import Org


def fill(table: Table, count: int, **attributes: object) -> None:
    puts = [
        Put({"pk": "P", "sk": f"A{n:03}", "gsi1pk": "G", "gsi1sk": f"{n:03}", "n": n, **attributes})
        for n in range(count)
    ]
    for start in range(0, count, 100):
        table.transact(puts[start : start + 100])


def walk(table: Table, query: Query, limit: int) -> list[list[int]]:
    """The `n` of each page, from the first to the last."""
    pages, position = [], None
    while True:
        items, position = table.page(query, limit=limit, start=position)
        pages.append([item["n"] for item in items])
        if position is None:
            return pages


@pytest.mark.parametrize("spec", tables.ALL, ids=lambda spec: str(spec.name))
def test_stream_is_as_specified(aws: None, spec: tables.TableSpec) -> None:
    """Handlers must not see more here (an old image, say) than the stacks will send them."""
    made = client("dynamodb").describe_table(TableName=spec.name)["Table"]
    assert made.get("StreamSpecification", {}).get("StreamViewType") == spec.stream


def test_item_reads_back(platform_table: Table) -> None:
    item = {"pk": "P", "sk": "S", "text": "é", "list": [1, 2.5, None], "map": {"b": True}}
    platform_table.write(Put(item))
    assert platform_table.get(Key("P", "S")) == item


def test_missing_item_is_none(platform_table: Table) -> None:
    assert platform_table.get(Key("P", "S")) is None


def test_many_keep_their_order(platform_table: Table) -> None:
    fill(platform_table, 130)
    wanted = [Key("P", f"A{n:03}") for n in (129, 3, 500, 3, *range(120))]
    found = [item["n"] for item in platform_table.get_many(wanted)]
    assert found == [129, 3, *(n for n in range(120) if n != 3)]


def flat(pages: list[list[int]]) -> list[int]:
    return [n for page in pages for n in page]


@pytest.mark.parametrize("limit", [1, 3, 10, 11, 200])
def test_pages_cover_partition_once(platform_table: Table, limit: int) -> None:
    fill(platform_table, 10)
    pages = walk(platform_table, Query("P"), limit)
    assert flat(pages) == list(range(10))
    assert all(len(page) <= limit for page in pages)


@pytest.mark.parametrize("index", ["", GSI1])
def test_descending_pages_come_newest_first(platform_table: Table, index: str) -> None:
    fill(platform_table, 7)
    query = Query("G" if index else "P", index=index, descending=True)
    assert flat(walk(platform_table, query, 3)) == [6, 5, 4, 3, 2, 1, 0]


def test_prefix_selects_part_of_partition(platform_table: Table) -> None:
    fill(platform_table, 12)
    assert walk(platform_table, Query("P", prefix="A00"), 50) == [list(range(10))]


@pytest.mark.parametrize("index", ["", GSI1])
@pytest.mark.parametrize("limit", [1, 4, 5, 50])
def test_filtered_pages_are_full(platform_table: Table, limit: int, index: str) -> None:
    fill(platform_table, 250)
    for n in range(0, 250, 25):
        platform_table.update(Update(Key("P", f"A{n:03}"), set={"status": "approved"}))
    query = Query(
        "G" if index else "P",
        index=index,
        filter="#status = :status",
        values={"status": "approved"},
    )
    pages = walk(platform_table, query, limit)
    assert flat(pages) == list(range(0, 250, 25))
    assert all(len(page) == limit for page in pages[:-1])


def test_every_reads_past_a_page(platform_table: Table) -> None:
    fill(platform_table, 401)
    assert [item["n"] for item in platform_table.every(Query("P"))] == list(range(401))


@pytest.mark.parametrize(
    "start", [{"pk": "Q", "sk": "A001"}, {"pk": "P"}, {"pk": "P", "sk": "B"}, {"a": "b"}], ids=str
)
def test_foreign_cursor_is_refused(platform_table: Table, start: dict[str, str]) -> None:
    fill(platform_table, 2)
    with pytest.raises(Invalid, match="bad_cursor"):
        platform_table.page(Query("P", prefix="A"), limit=1, start=start)


def test_put_never_overwrites(platform_table: Table) -> None:
    platform_table.write(Put({"pk": "P", "sk": "S", "n": 1}))
    with pytest.raises(ConditionFailed):
        platform_table.write(Put({"pk": "P", "sk": "S", "n": 2}))
    platform_table.write(Put({"pk": "P", "sk": "S", "n": 3}, condition=""))
    assert platform_table.get(Key("P", "S")) == {"pk": "P", "sk": "S", "n": 3}


def test_failed_transaction_writes_nothing(platform_table: Table) -> None:
    taken = SKU_TAKEN("Taken.")
    platform_table.write(Put({"pk": "P", "sk": "taken"}))
    with pytest.raises(Conflict, match="sku_taken"):
        platform_table.transact(
            [
                Put({"pk": "P", "sk": "new"}),
                Update(Key("P", "counter"), add={"n": 1}, condition=""),
                Put({"pk": "P", "sk": "taken"}, error=taken),
            ]
        )
    assert platform_table.get(Key("P", "new")) is None
    assert platform_table.get(Key("P", "counter")) is None


def test_each_kind_of_write_can_refuse(platform_table: Table) -> None:
    refusals: list[Update | Delete | Check] = [
        Update(Key("P", "S"), set={"a": 1}, error=WRITE_CONFLICT("")),
        Delete(Key("P", "S"), error=WRITE_CONFLICT("")),
        Check(Key("P", "S"), error=WRITE_CONFLICT("")),
    ]
    for write in refusals:
        with pytest.raises(Conflict, match=write.error.code if write.error else "-"):
            platform_table.transact([write])
        if not isinstance(write, Check):
            with pytest.raises(Conflict, match=write.error.code if write.error else "-"):
                platform_table.write(write)


def test_version_lets_one_writer_win(platform_table: Table) -> None:
    platform_table.write(Put({"pk": "P", "sk": "S", "version": 1}))
    lost = VERSION_CONFLICT("Read again.")
    change = Update(Key("P", "S"), set={"name": "x"}, version=1, error=lost)
    assert platform_table.update(change)["version"] == 2
    with pytest.raises(Conflict, match="version_conflict"):
        platform_table.update(change)


def test_update_sets_adds_removes_reserved_words(platform_table: Table) -> None:
    item = {"pk": "P", "sk": "S", "status": "old", "count": 5, "error": "e"}
    platform_table.write(Put(item))
    after = platform_table.update(
        Update(
            Key("P", "S"),
            set={"status": "new", "name": None},
            add={"count": -2},
            remove=("error",),
            condition="#status = :status",
            values={"status": "old"},
        )
    )
    assert after == {"pk": "P", "sk": "S", "status": "new", "name": None, "count": 3}


def event(org: Org) -> Event:
    return make_event(
        "product.created",
        source=PLATFORM,
        organization_id=org.organization_id,
        actor=org.principal.actor,
        data={},
    )


def test_event_once_stops_second_transaction(platform_table: Table, acme: Org) -> None:
    told = event(acme)
    count = Update(Key("P", "counter"), add={"n": 1}, condition="")
    platform_table.transact([count, put_event(told, once=True)])
    with pytest.raises(ConditionFailed):
        platform_table.transact([count, put_event(told, once=True)])
    platform_table.transact([count, put_event(told)])
    counter = platform_table.get(Key("P", "counter"))
    assert counter is not None
    assert counter["n"] == 2
    assert platform_table.get(keys.outbox(acme.organization_id, told.id)) is not None
