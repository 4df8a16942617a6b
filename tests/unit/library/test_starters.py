"""The library of a new organization: complete, valid for the API, and deterministic."""

from datetime import UTC, datetime
from uuid import UUID

from shared.aws.outbox import read_event
from shared.aws.writes import Put
from shared.core.ids import new_id
from shared.library.schemas import GuidelineCreate, ShotTypeCreate, StyleCreate
from shared.library.starters import starter_writes

ORGANIZATION, USER = new_id(), new_id()


def _clock() -> datetime:
    return datetime(2025, 3, 1, 12, tzinfo=UTC)


def _entries(noun: str, organization_id: UUID = ORGANIZATION) -> list[dict]:
    writes = starter_writes(organization_id, USER, _clock)
    items = [write.item for write in writes if isinstance(write, Put)]
    return [item for item in items if item["kind"] == noun]


def test_starters_cover_the_first_look() -> None:
    names = [entry["name"] for entry in _entries("SHOT_TYPE")]
    assert names == ["full_body", "packshot", "detail", "flat_lay", "lifestyle"]
    assert {entry["form"] for entry in _entries("SUBJECT")} == {
        "classic",
        "petite",
        "curve",
        "athletic",
    }
    assert 4 <= len(_entries("STYLE")) <= 6
    assert 1 <= len(_entries("GUIDELINE")) <= 2


def test_starters_pass_the_schemas() -> None:
    for noun, schema in (
        ("STYLE", StyleCreate),
        ("SHOT_TYPE", ShotTypeCreate),
        ("GUIDELINE", GuidelineCreate),
    ):
        for entry in _entries(noun):
            known = {name: entry[name] for name in schema.model_fields if name in entry}
            assert schema.model_validate(known).name == entry["name"]


def test_starters_leave_room_in_transaction() -> None:
    writes = starter_writes(ORGANIZATION, USER, _clock)
    keys = {(write.item["pk"], write.item["sk"]) for write in writes if isinstance(write, Put)}
    assert len(keys) == len(writes) < 50


def test_starters_are_the_same_twice() -> None:
    assert starter_writes(ORGANIZATION, USER, _clock) == starter_writes(ORGANIZATION, USER, _clock)


def test_organizations_share_no_starter() -> None:
    mine, theirs = _entries("STYLE"), _entries("STYLE", new_id())
    assert not {entry["id"] for entry in mine} & {entry["id"] for entry in theirs}
    assert all(str(ORGANIZATION) in entry["pk"] for entry in mine)


def test_starters_are_told() -> None:
    (event,) = _entries("OUTBOX")
    assert read_event(event).type == "catalogue.started"
    assert read_event(event).data["shot_type"] == 5
