"""What a table does about failed conditions, clashes and a database that is busy."""

from typing import Any

import boto3
import pytest

from shared.aws import table as table_module
from shared.aws.errors import VERSION_CONFLICT
from shared.aws.keys import Key
from shared.aws.table import ConditionFailed, Table
from shared.aws.writes import Check, Put, Update
from shared.core.errors import Conflict, NotFound, Unavailable
from shared.products.errors import SKU_TAKEN
from shared.shooting.errors import SHOT_NOT_FOUND

KEY = Key("P", "S")
PUT = Put({"pk": "P", "sk": "S"})


class ScriptedDynamo:
    """Answers each call with the next reply of the script; a reply that is an error is raised."""

    def __init__(self, *script: Any) -> None:
        self.script = list(script)
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.exceptions = REAL.exceptions

    def __getattr__(self, operation: str) -> Any:
        def call(**arguments: Any) -> Any:
            self.calls.append((operation, arguments))
            reply = self.script.pop(0)
            if isinstance(reply, Exception):
                raise reply
            return reply

        return call


REAL = boto3.client(
    "dynamodb", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
)


def cancelled(*reasons: str) -> Exception:
    error: Exception = REAL.exceptions.TransactionCanceledException(
        {
            "Error": {"Code": "TransactionCanceledException", "Message": ""},
            "CancellationReasons": [{"Code": reason} for reason in reasons],
        },
        "TransactWriteItems",
    )
    return error


def refused(code: str) -> Exception:
    error = {"Error": {"Code": code, "Message": ""}}
    return getattr(REAL.exceptions, code)(error, "UpdateItem")  # type: ignore[no-any-return]


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The attempts that were followed by a pause; nothing sleeps here."""
    attempts: list[int] = []
    monkeypatch.setattr(table_module, "_back_off", attempts.append)
    return attempts


def test_first_failed_condition_decides() -> None:
    table = Table("t", ScriptedDynamo(cancelled("None", "ConditionalCheckFailed", "None")))
    taken = SKU_TAKEN("Taken.")
    with pytest.raises(Conflict) as caught:
        table.transact([PUT, Check(KEY, error=taken), PUT])
    assert caught.value is taken


def test_nameless_condition_raises_its_own() -> None:
    table = Table("t", ScriptedDynamo(cancelled("ConditionalCheckFailed")))
    with pytest.raises(ConditionFailed):
        table.transact([PUT])


def test_condition_wins_over_clash() -> None:
    script = ScriptedDynamo(cancelled("TransactionConflict", "ConditionalCheckFailed"))
    missing = SHOT_NOT_FOUND("Shot not found")
    with pytest.raises(NotFound):
        Table("t", script).transact([PUT, Check(KEY, error=missing)])
    assert len(script.calls) == 1


@pytest.mark.parametrize(
    "reason", ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"]
)
def test_passing_clash_is_tried_again(reason: str, pauses: list[int]) -> None:
    script = ScriptedDynamo(cancelled(reason), cancelled(reason), {})
    Table("t", script).transact([PUT])
    assert len(script.calls) == 3
    assert pauses == [0, 1]


def test_lasting_clash_is_conflict() -> None:
    script = ScriptedDynamo(*[cancelled("TransactionConflict")] * 5)
    with pytest.raises(Conflict, match="write_conflict"):
        Table("t", script).transact([PUT])
    assert not script.script


def test_lasting_throttling_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="storage_busy"):
        Table("t", ScriptedDynamo(*[cancelled("ThrottlingError")] * 5)).transact([PUT])


def test_other_cancellation_is_raised_as_is() -> None:
    with pytest.raises(REAL.exceptions.TransactionCanceledException):
        Table("t", ScriptedDynamo(cancelled("ValidationError"))).transact([PUT])


def test_empty_transaction_asks_nothing() -> None:
    script = ScriptedDynamo()
    Table("t", script).transact([])
    assert script.calls == []


def test_oversized_transaction_is_never_split() -> None:
    script = ScriptedDynamo()
    with pytest.raises(ValueError, match="101 writes"):
        Table("t", script).transact([PUT] * 101)
    assert script.calls == []


def test_update_answers_whole_item() -> None:
    script = ScriptedDynamo({"Attributes": {"pk": {"S": "P"}, "n": {"N": "2"}}})
    assert Table("t", script).update(Update(KEY, add={"n": 1})) == {"pk": "P", "n": 2}
    assert script.calls[0][1]["ReturnValues"] == "ALL_NEW"


def test_update_names_failed_condition() -> None:
    failure = refused("ConditionalCheckFailedException")
    lost = VERSION_CONFLICT("Read again.")
    with pytest.raises(Conflict) as caught:
        Table("t", ScriptedDynamo(failure)).update(Update(KEY, add={"n": 1}, error=lost))
    assert caught.value is lost
    with pytest.raises(ConditionFailed):
        Table("t", ScriptedDynamo(failure)).update(Update(KEY, add={"n": 1}))


def test_update_outlasts_transaction_of_others() -> None:
    clash = refused("TransactionConflictException")
    script = ScriptedDynamo(clash, clash, {"Attributes": {"n": {"N": "1"}}})
    assert Table("t", script).update(Update(KEY, add={"n": 1})) == {"n": 1}
    with pytest.raises(Conflict, match="write_conflict"):
        Table("t", ScriptedDynamo(*[clash] * 5)).update(Update(KEY, add={"n": 1}))


def test_unprocessed_keys_are_asked_again(pauses: list[int]) -> None:
    def found(*names: str) -> list[Any]:
        return [{"pk": {"S": "P"}, "sk": {"S": name}} for name in names]

    left = {"t": {"Keys": [{"pk": {"S": "P"}, "sk": {"S": "b"}}]}}
    script = ScriptedDynamo(
        {"Responses": {"t": found("c", "a")}, "UnprocessedKeys": left},
        {"Responses": {"t": found("b")}, "UnprocessedKeys": {}},
    )
    items = Table("t", script).get_many(Key("P", name) for name in "abca")
    assert [item["sk"] for item in items] == ["a", "b", "c"]
    assert script.calls[1][1] == {"RequestItems": left}
    assert pauses == [0]


def test_hundreds_of_keys_go_in_batches() -> None:
    script = ScriptedDynamo(*[{"Responses": {"t": []}}] * 3)
    assert Table("t", script).get_many(Key("P", str(n)) for n in range(201)) == []
    asked = [len(call["RequestItems"]["t"]["Keys"]) for _, call in script.calls]
    assert asked == [100, 100, 1]


def test_busy_database_is_unavailable() -> None:
    left: dict[str, Any] = {"t": {"Keys": [{}]}}
    busy = [{"Responses": {}, "UnprocessedKeys": left}] * 5
    with pytest.raises(Unavailable, match="storage_busy"):
        Table("t", ScriptedDynamo(*busy)).get_many([KEY])
