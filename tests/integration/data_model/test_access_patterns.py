"""Every access pattern of docs/data-model.md, carried out against the tables as they are built."""

import pytest
from fastapi.testclient import TestClient

from tests.integration.data_model import (
    admission_cases,
    caption_cases,
    compute_cases,
    cost_cases,
    delivery_cases,
    identity_cases,
    media_cases,
    realtime_cases,
    review_cases,
    shooting_cases,
)
from tests.integration.data_model.access_pattern import ROOT, Row, rows, watched
from tests.integration.data_model.stage import Proof, Stage
from tests.integration.route_cases import Org

FEATURES = (
    caption_cases,
    compute_cases,
    cost_cases,
    delivery_cases,
    identity_cases,
    admission_cases,
    media_cases,
    realtime_cases,
    review_cases,
    shooting_cases,
)
CASES = {id: case for feature in FEATURES for id, case in feature.CASES.items()}
ROWS = {row.id: row for row in rows()}


def test_rows_and_cases_have_same_ids() -> None:
    assert sorted(ROWS) == sorted(CASES)
    assert len(rows()) == len(ROWS), "an id stands twice on the page"
    assert sum(len(feature.CASES) for feature in FEATURES) == len(CASES), "a case stands twice"


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_row_names_a_file_that_uses_it(row: Row) -> None:
    assert (ROOT / row.used_by).is_file()


@pytest.mark.parametrize("id", CASES)
def test_key_condition_is_asked_and_gives_own_items(
    id: str, client: TestClient, acme: Org, rival: Org
) -> None:
    row = ROWS[id]
    own, foreign = CASES[id](Stage(client, acme)), CASES[id](Stage(client, rival))
    assert row.by_stream is (own.read is None)
    if own.read:
        with watched() as asked:
            own.read()
        assert row.asked(own.values) in asked
    assert _answer(row, own) == [str(each) for each in own.found]
    assert _answer(row, foreign) == [str(each) for each in foreign.found]
    found = row.asked(own.values).items()
    assert [item for item in found if str(rival.organization_id) in str(item)] == []


def _answer(row: Row, proof: Proof) -> list[str]:
    return [str(item[proof.by]) for item in row.asked(proof.values).items()]
