"""Writes as DynamoDB takes them."""

from shared.aws.keys import Key
from shared.aws.writes import Check, Delete, Put, Update, names_mentioned

KEY = Key("P", "S")
WIRE_KEY = {"pk": {"S": "P"}, "sk": {"S": "S"}}


def test_put_guards_against_overwriting() -> None:
    assert Put({"pk": "P", "sk": "S", "n": 1}).request("t") == {
        "Put": {
            "TableName": "t",
            "Item": {"pk": {"S": "P"}, "sk": {"S": "S"}, "n": {"N": "1"}},
            "ConditionExpression": "attribute_not_exists(pk)",
        }
    }


def test_unconditional_put_has_no_condition() -> None:
    request = Put({"pk": "P", "sk": "S"}, condition="").request("t")
    assert request == {"Put": {"TableName": "t", "Item": WIRE_KEY}}


def test_put_condition_gets_names_and_values() -> None:
    put = Put({"pk": "P"}, condition="#version = :read_version", values={"read_version": 3})
    request = put.request("t")["Put"]
    assert request["ConditionExpression"] == "#version = :read_version"
    assert request["ExpressionAttributeNames"] == {"#version": "version"}
    assert request["ExpressionAttributeValues"] == {":read_version": {"N": "3"}}


def test_update_sets_adds_and_removes() -> None:
    update = Update(KEY, set={"status": "done", "name": "n"}, add={"count": -1}, remove=("error",))
    assert update.request("t") == {
        "Update": {
            "TableName": "t",
            "Key": WIRE_KEY,
            "UpdateExpression": (
                "SET #status = :set_status, #name = :set_name ADD #count :add_count REMOVE #error"
            ),
            "ConditionExpression": "attribute_exists(pk)",
            "ExpressionAttributeNames": {
                "#status": "status",
                "#name": "name",
                "#count": "count",
                "#error": "error",
            },
            "ExpressionAttributeValues": {
                ":set_status": {"S": "done"},
                ":set_name": {"S": "n"},
                ":add_count": {"N": "-1"},
            },
        }
    }


def test_versioned_update_guards_and_counts() -> None:
    arguments = Update(KEY, set={"a": 1}, version=4).arguments("t")
    assert arguments["UpdateExpression"] == "SET #a = :set_a ADD #version :add_version"
    assert arguments["ConditionExpression"] == (
        "attribute_exists(pk) AND #version = :expected_version"
    )
    assert arguments["ExpressionAttributeValues"][":add_version"] == {"N": "1"}
    assert arguments["ExpressionAttributeValues"][":expected_version"] == {"N": "4"}


def test_condition_and_assignment_keep_apart() -> None:
    update = Update(KEY, set={"status": "b"}, condition="#status = :status", values={"status": "a"})
    values = update.arguments("t")["ExpressionAttributeValues"]
    assert values == {":status": {"S": "a"}, ":set_status": {"S": "b"}}


def test_unconditional_update_has_no_condition() -> None:
    arguments = Update(KEY, add={"n": 1}, condition="").arguments("t")
    assert "ConditionExpression" not in arguments


def test_delete_and_check_ask_for_existence() -> None:
    expected = {
        "TableName": "t",
        "Key": WIRE_KEY,
        "ConditionExpression": "attribute_exists(pk)",
    }
    assert Delete(KEY).request("t") == {"Delete": expected}
    assert Check(KEY).request("t") == {"ConditionCheck": expected}


def test_names_are_found_in_any_spelling() -> None:
    condition = "attribute_not_exists(#a) AND (#b=:b OR contains(#c, :c)) AND #d_1 IN (:d)"
    assert names_mentioned(condition) == {"a", "b", "c", "d_1"}
    assert names_mentioned("") == set()
