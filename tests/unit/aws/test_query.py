"""Queries as DynamoDB takes them, and the places where a page may start."""

import pytest

from shared.aws.keys import GSI1
from shared.aws.table import Query


def test_partition_is_read_consistently() -> None:
    assert Query("P").arguments("t") == {
        "TableName": "t",
        "KeyConditionExpression": "#pk = :pk",
        "ExpressionAttributeNames": {"#pk": "pk"},
        "ExpressionAttributeValues": {":pk": {"S": "P"}},
        "ScanIndexForward": True,
        "ConsistentRead": True,
    }


def test_index_is_read_by_its_keys() -> None:
    arguments = Query("P", prefix="SHOT#", index=GSI1, descending=True).arguments("t")
    assert arguments["IndexName"] == "gsi1"
    assert arguments["KeyConditionExpression"] == "#pk = :pk AND begins_with(#sk, :prefix)"
    assert arguments["ExpressionAttributeNames"] == {"#pk": "gsi1pk", "#sk": "gsi1sk"}
    assert arguments["ScanIndexForward"] is False
    assert arguments["ConsistentRead"] is False  # DynamoDB refuses consistent reads of a GSI


def test_filter_gets_names_and_values() -> None:
    query = Query("P", filter="(#status = :status)", values={"status": "approved"})
    arguments = query.arguments("t")
    assert arguments["FilterExpression"] == "(#status = :status)"
    assert arguments["ExpressionAttributeNames"] == {"#pk": "pk", "#status": "status"}
    assert arguments["ExpressionAttributeValues"][":status"] == {"S": "approved"}


def test_own_place_is_admitted() -> None:
    assert Query("P", prefix="A").admits({"pk": "P", "sk": "A1"})
    place = {"pk": "X", "sk": "Y", "gsi1pk": "P", "gsi1sk": "A1"}
    assert Query("P", prefix="A", index=GSI1).admits(place)


@pytest.mark.parametrize(
    "place",
    [
        {"pk": "Q", "sk": "A1"},
        {"pk": "P", "sk": "B1"},
        {"pk": "P", "sk": ""},
        {"pk": "P"},
        {"pk": "P", "sk": "A1", "gsi1pk": "P", "gsi1sk": "A1"},
        {"other": "P"},
    ],
    ids=str,
)
def test_foreign_place_is_not_admitted(place: dict[str, str]) -> None:
    assert not Query("P", prefix="A").admits(place)


def test_position_holds_the_keys_only() -> None:
    item = {"pk": "X", "sk": "Y", "gsi1pk": "P", "gsi1sk": "A1", "name": "n"}
    assert Query("P").position_of(item) == {"pk": "X", "sk": "Y"}
    position = Query("P", index=GSI1).position_of(item)
    assert position == {"pk": "X", "sk": "Y", "gsi1pk": "P", "gsi1sk": "A1"}
