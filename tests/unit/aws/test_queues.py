"""A batch of records: the good are done, the bad come back."""

from shared.aws.queues import process_records


def batch(*bodies: str) -> dict[str, list[dict[str, str]]]:
    return {"Records": [{"messageId": f"m-{body}", "body": body} for body in bodies]}


def test_good_batch_reports_nothing() -> None:
    seen: list[str] = []
    assert process_records(batch("a", "b"), seen.append) == {"batchItemFailures": []}
    assert seen == ["a", "b"]


def test_only_failed_records_come_back() -> None:
    done: list[str] = []

    def handle(body: str) -> None:
        if body in ("b", "d"):
            raise ValueError(body)
        done.append(body)

    answer = process_records(batch("a", "b", "c", "d"), handle)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m-b"}, {"itemIdentifier": "m-d"}]}
    assert done == ["a", "c"]


def test_empty_batch_is_fine() -> None:
    assert process_records({"Records": []}, lambda body: None) == {"batchItemFailures": []}
