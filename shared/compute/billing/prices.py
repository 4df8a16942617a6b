"""What a provider's answer costs, by the price list of its day. Pure.

Amounts are whole millionths of a US dollar, always rounded up: an estimate may be too high by
one, never too low.
"""

from shared.compute.billing.price_list import PRICE_LISTS, PriceList
from shared.compute.billing.price_list import Price as Price

PRICE_VERSION = PRICE_LISTS[-1].version

# What stands in for a measure that is not known (yet).
_TYPICAL_EDGE = 1536
_TYPICAL_SECONDS = 5.0
_TYPICAL_THOUSAND_TOKENS = 2.5  # one image, the instructions, a short answer

_PIXELS = 1_000_000


# For a provider that the list does not know: dear enough to be noticed.
UNKNOWN = Price(microusd=100_000, unit="call", assumed=True)


def price_of(provider: str, model: str, version: int | None = None) -> Price:
    """By today's list, or by an earlier one. KeyError for a version that there never was."""
    prices = _list_of(version).prices.get(provider, {})
    return prices.get(model) or prices.get("*") or UNKNOWN


def cost_of(
    provider: str,
    model: str,
    answer_cost: int | None = None,
    width: int | None = None,
    height: int | None = None,
    seconds: float | None = None,
    *,
    images: int = 1,
    version: int | None = None,
) -> tuple[int, int]:
    """(cost, version of the list). `answer_cost` is what the provider itself says, and wins."""
    counted = _list_of(version)
    if answer_cost is not None:
        return max(answer_cost, 0), counted.version
    price = price_of(provider, model, counted.version)
    return _amount(price, width, height, seconds, images), counted.version


def _amount(
    price: Price, width: int | None, height: int | None, seconds: float | None, images: int
) -> int:
    match price.unit:
        case "image":
            return price.microusd * images
        case "megapixel":
            further = price.microusd if price.further_microusd is None else price.further_microusd
            return images * (price.microusd + further * (_megapixels(width, height) - 1))
        case "second":
            return _round_up(price.microusd * (_TYPICAL_SECONDS if seconds is None else seconds))
        case "1k_tokens":
            return _round_up(price.microusd * _TYPICAL_THOUSAND_TOKENS)
        case "call":
            return price.microusd


def _megapixels(width: int | None, height: int | None) -> int:
    """Begun ones count as whole, and there is at least one."""
    pixels = (width or _TYPICAL_EDGE) * (height or width or _TYPICAL_EDGE)
    return max(_round_up(pixels / _PIXELS), 1)


def _round_up(amount: float) -> int:
    # The first six decimals count: 0.1 + 0.2 must not cost a millionth more than 0.3.
    return -int(-round(amount, 6) // 1)


def _list_of(version: int | None) -> PriceList:
    if version is None:
        return PRICE_LISTS[-1]
    return {known.version: known for known in PRICE_LISTS}[version]
