"""The price list, and what an answer costs by it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.compute.billing.price_list import PRICE_LISTS, Price
from shared.compute.billing.prices import PRICE_VERSION, UNKNOWN, cost_of, price_of
from shared.providers.registry import MODULES

PRICES = [
    (provider, model, price)
    for price_list in PRICE_LISTS
    for provider, models in price_list.prices.items()
    for model, price in models.items()
]


@pytest.mark.parametrize("provider", [*MODULES, "studio"])
def test_every_provider_has_a_price(provider: str) -> None:
    assert price_of(provider, "a model of tomorrow") is not UNKNOWN


@pytest.mark.parametrize(("provider", "model", "price"), PRICES)
def test_unsourced_price_is_marked_assumed(provider: str, model: str, price: Price) -> None:
    assert price.assumed is not bool(price.source)
    assert price.microusd >= 0


def test_versions_count_up() -> None:
    versions = [price_list.version for price_list in PRICE_LISTS]
    days = [price_list.since for price_list in PRICE_LISTS]
    assert versions == sorted(set(versions))
    assert days == sorted(set(days))
    assert versions[-1] == PRICE_VERSION


def test_own_price_beats_the_providers_usual_one() -> None:
    assert price_of("recraft", "recraftv4_1").microusd == 35_000
    assert price_of("recraft", "unheard of").microusd == 40_000


def test_unknown_provider_is_dear() -> None:
    assert price_of("newcomer", "m") is UNKNOWN
    assert cost_of("newcomer", "m") == (UNKNOWN.microusd, PRICE_VERSION)


def test_stated_price_wins() -> None:
    assert cost_of("recraft", "recraftv4_1", 12_345) == (12_345, PRICE_VERSION)
    assert cost_of("recraft", "recraftv4_1", 0) == (0, PRICE_VERSION)


@pytest.mark.parametrize(
    ("provider", "model", "measures", "cost"),
    [
        ("recraft", "recraftv4_1", {"width": 4000, "height": 4000}, 35_000),
        ("fal", "fal-ai/flux-2-pro/edit", {"width": 1000, "height": 1000}, 45_000),
        ("fal", "fal-ai/flux-2-pro/edit", {"width": 1001, "height": 1000}, 60_000),
        ("fal", "fal-ai/flux-pro/v1/fill", {"width": 1001, "height": 1000}, 100_000),
        ("veo", "veo-3.1-generate-001", {"seconds": 8.0}, 3_200_000),
        ("veo", "veo-3.1-generate-001", {"seconds": 0.1}, 40_000),
        ("veo", "veo-3.1-generate-001", {}, 2_000_000),
        ("anthropic", "claude", {}, 7_000),
        ("comfyui", "any", {"width": 9000, "height": 9000}, 0),
    ],
)
def test_units_are_counted(provider: str, model: str, measures: dict[str, int], cost: int) -> None:
    assert cost_of(provider, model, None, **measures)[0] == cost  # type: ignore[arg-type]


@given(
    st.sampled_from([(provider, model) for provider, model, _ in PRICES]),
    st.none() | st.integers(0, 10**9),
    st.none() | st.integers(1, 20_000),
    st.none() | st.integers(1, 20_000),
    st.none() | st.floats(0, 600),
)
def test_costs_are_whole_and_never_negative(
    priced: tuple[str, str],
    stated: int | None,
    width: int | None,
    height: int | None,
    seconds: float | None,
) -> None:
    cost, version = cost_of(*priced, stated, width, height, seconds)
    assert isinstance(cost, int)
    assert cost >= 0
    assert version == PRICE_VERSION


def test_unheard_version_is_an_error() -> None:
    with pytest.raises(KeyError):
        price_of("fal", "m", version=99)
