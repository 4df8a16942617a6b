"""The fallback rules after a provider failure: retry, next provider, or failure. Pure.

The state machine executes them: its `Retry` clause lists `NEXT_PROVIDER` and the names in
`RETRIED`, so there is a single retry loop. P11 of the seeds: a timeout is retried twice before
the next provider is used; any other failure that another provider may not share moves on at
once.
"""

from shared.compute.records.tasks import Tried
from shared.providers.errors import ProviderError, ProviderTimeout

# The error name that sends the node to another provider without delay.
NEXT_PROVIDER = "NextProvider"
RETRIED = ("ProviderTimeout", "ProviderUnavailable", "ProviderRateLimited")

_TIMEOUTS_UNTIL_NEXT = 3


def exhausted(tried: tuple[Tried, ...]) -> tuple[Tried, ...]:
    """Return the entries of providers that have no retry left."""
    return tuple(entry for entry in tried if not _has_retry_left(entry, tried))


def error_name(error: ProviderError, tried: tuple[Tried, ...], has_alternatives: bool) -> str:
    """Return the name under which the error is reported to the state machine.

    The last entry of `tried` is this failure. `has_alternatives` says whether another provider
    is left that is not exhausted.
    """
    failed = tried[-1]
    if has_alternatives and error.next_may_help and not _has_retry_left(failed, tried):
        return NEXT_PROVIDER
    return type(error).__name__


def _has_retry_left(entry: Tried, tried: tuple[Tried, ...]) -> bool:
    if entry.reason != ProviderTimeout.reason.name:
        return False
    times = sum(e.provider == entry.provider for e in tried)
    return times < _TIMEOUTS_UNTIL_NEXT
