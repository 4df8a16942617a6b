from typing import Any

import pytest

from tests.simulator.faults import Fault, Faults


@pytest.fixture
def faults() -> Faults:
    return Faults()


def test_fault_strikes_as_often_as_planted(faults: Faults) -> None:
    faults.add(Fault(provider="fal", kind="rate", times=2))

    assert [faults.take("fal") is not None for _ in range(3)] == [True, True, False]


def test_fault_spares_other_providers(faults: Faults) -> None:
    faults.add(Fault(provider="fal", kind="rate"))

    assert faults.take("bfl") is None
    assert faults.take("fal") is not None


def test_star_is_any_provider(faults: Faults) -> None:
    faults.add(Fault(provider="*", kind="rate"))

    assert faults.take("bfl") is not None


def test_match_looks_into_the_inputs(faults: Faults) -> None:
    faults.add(Fault(provider="fal", kind="refusal", match="red coat"))

    assert faults.take("fal", "m a blue coat") is None
    assert faults.take("fal", "m a red coat") is not None


def test_first_planted_strikes_first(faults: Faults) -> None:
    faults.add(Fault(provider="fal", kind="rate"), Fault(provider="fal", kind="stuck"))

    assert [faults.take("fal").kind for _ in range(2)] == ["rate", "stuck"]  # type: ignore[union-attr]


def test_poll_fault_waits_for_a_poll(faults: Faults) -> None:
    faults.add(Fault(provider="fal", kind="rate", at="poll"))

    assert faults.take("fal") is None
    assert faults.take("fal", at="poll") is not None


@pytest.mark.parametrize("fields", [{"kind": "flood"}, {"kind": "stuck", "at": "poll"}])
def test_senseless_faults_are_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="fault"):
        Fault(provider="fal", **fields)


def test_waiting_faults_are_listed(faults: Faults) -> None:
    faults.add(Fault(provider="fal", kind="rate"))

    assert faults.listed()[0]["kind"] == "rate"
    faults.clear()
    assert faults.listed() == []
