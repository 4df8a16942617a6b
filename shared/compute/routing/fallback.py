"""What happens after a provider has failed: once more, elsewhere, or the end. Pure.

The state machine carries it out: `Retry` knows the names in `RETRIED` and nothing else, so
there is one retry loop. P11 of the seeds: a timeout is tried twice more before the next
provider is asked; any other failure that another provider may not share goes there at once.
"""

from shared.compute.records.tasks import Tried
from shared.providers.errors import ProviderError, ProviderTimeout

# The order goes to another provider, without waiting.
NEXT_PROVIDER = "NextProvider"
RETRIED = ("ProviderTimeout", "ProviderUnavailable", "ProviderRateLimited")

_TIMEOUTS_UNTIL_NEXT = 3


def given_up(tried: tuple[Tried, ...]) -> tuple[Tried, ...]:
    """The providers that are not to be asked first any more."""
    return tuple(entry for entry in tried if not _deserves_another_try(entry, tried))


def verdict(error: ProviderError, tried: tuple[Tried, ...], others: bool) -> str:
    """The error's name for the state machine.

    `tried` includes this failure as its last entry; `others` says whether a provider is left
    that has not been given up.
    """
    failed = tried[-1]
    if others and error.next_may_help and not _deserves_another_try(failed, tried):
        return NEXT_PROVIDER
    return type(error).__name__


def _deserves_another_try(entry: Tried, tried: tuple[Tried, ...]) -> bool:
    if entry.reason != ProviderTimeout.reason.name:
        return False
    times = sum(e.provider == entry.provider for e in tried)
    return times < _TIMEOUTS_UNTIL_NEXT
