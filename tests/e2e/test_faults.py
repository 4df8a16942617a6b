"""Faults of providers, on the laptop cloud: the right end, and never more than one picture.

`python -m tests.bench.faults` tries every fault at every provider; here is each fault once for
each way in which providers answer.
"""

import uuid
from collections.abc import Iterator

import pytest

from tests.e2e.conftest import RunningCloud
from tests.e2e.fault_cells import FALLBACK, OUTCOMES, SAME, Cell, Trial
from tests.e2e.orders import Photos, first
from tests.e2e.simulated_providers import Providers

# By callback (signed), when asked, in the reply.
_ALL = ("fal", "veo", "openai")
# Ed25519, a shared secret, and no signature at all.
_CALLING = ("fal", "replicate", "luma")
_ASKED = {"rate at poll": "ideogram", "server_error at poll": "comfyui"}
CELLS = tuple(
    cell
    for fault in OUTCOMES
    for name in (
        (_ASKED[fault],)
        if fault in _ASKED
        else _CALLING
        if fault.startswith("webhook_")
        else (*_ALL, "recraft")
        if fault == "expired_result"
        else _ALL
    )
    if (cell := Cell(name, fault)).expected
)
# Nobody else may be asked: the same one again, after a while.
LONELY = (Cell("fal", "server_error"), Cell("openai", "rate"), Cell("veo", "rate_with_hint"))
MOST_SECONDS = 240

Trials = dict[Cell, Trial]


def begin(
    cells: tuple[Cell, ...],
    cloud: RunningCloud,
    photos: Photos,
    providers: Providers,
    spare_providers: Providers,
    *,
    is_lonely: bool = False,
) -> Trials:
    trials = {}
    for cell in cells:
        words = uuid.uuid4().hex
        # Polls do not repeat the inputs; those faults have a provider to themselves.
        cell.plant(providers, "" if cell.fault in _ASKED else words)
        fields = {"policy": first(cell.provider)} if is_lonely else {}
        trials[cell] = Trial.begin(cell, cloud, photos, providers, spare_providers, words, **fields)
    return trials


@pytest.fixture(scope="module")
def lonely(
    cloud: RunningCloud, photos: Photos, providers: Providers, spare_providers: Providers
) -> Trials:
    return begin(LONELY, cloud, photos, providers, spare_providers, is_lonely=True)


@pytest.fixture(scope="module")
def trials(
    cloud: RunningCloud,
    photos: Photos,
    providers: Providers,
    spare_providers: Providers,
    lonely: Trials,
) -> Iterator[Trials]:
    """All are started before the first is looked at."""
    begun = begin(CELLS, cloud, photos, providers, spare_providers)
    yield begun
    for trial in (*begun.values(), *lonely.values()):
        trial.customer.http.close()


def test_every_fault_is_tried() -> None:
    assert {cell.fault for cell in CELLS} == set(OUTCOMES)


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: f"{cell.fault}, {cell.provider}")
def test_fault_ends_as_it_should(
    trials: Trials, providers: Providers, spare_providers: Providers, cell: Cell
) -> None:
    trial = trials[cell]

    assert trial.outcome(MOST_SECONDS) == cell.expected, trial.ended
    assert trial.faults_of_bookkeeping() == []
    asked_second = spare_providers.orders(cell.second, trial.words)
    assert len(asked_second) == (cell.expected == FALLBACK)
    delivered = [o for o in providers.orders(cell.provider, trial.words) if o["state"] == "ready"]
    assert len(delivered) <= 1
    if cell.expected == SAME:
        assert len(delivered) == 1


@pytest.mark.parametrize("cell", LONELY, ids=lambda cell: f"{cell.fault}, {cell.provider}")
def test_lone_provider_is_asked_again(
    trials: Trials, lonely: Trials, providers: Providers, cell: Cell
) -> None:
    trial = lonely[cell]

    assert trial.outcome(MOST_SECONDS) == SAME, trial.ended
    assert trial.ended["nodes"][0]["attempts"] == 2
    assert trial.faults_of_bookkeeping() == []
    assert len(providers.orders(cell.provider, trial.words)) == 1


@pytest.mark.parametrize("name", ["fal", "veo"])
def test_stuck_order_is_cancelled_there(trials: Trials, providers: Providers, name: str) -> None:
    trial = trials[Cell(name, "stuck")]
    trial.outcome(MOST_SECONDS)

    (order,) = providers.orders(name, trial.words)
    # Veo cannot be told to stop.
    assert order["state"] == ("cancelled" if name == "fal" else "pending")
