"""How a provider can fail. The class names are a contract with generation.asl.json.

    ProviderError
    ├── transient: the state machine tries again, later
    │   ├── ProviderTimeout          no answer within the deadline
    │   ├── ProviderUnavailable      network, 5xx, out of service
    │   └── ProviderRateLimited      too many requests
    └── final: the node fails at once, with the reason
        ├── ProviderInvalidRequest   the request or its pictures cannot be used as they are
        ├── ProviderRefused          content moderation said no
        └── ProviderFailed           anything else that this provider could not do

`Retry` in the state machine lists the transient names, and a test compares the two. Whether
another provider is asked first is a question of its own: `next_may_help`.
"""

from typing import ClassVar

from shared.core.errors import Kind, SartiqError


class ProviderError(SartiqError):
    """`detail` is shown to the person who asked for the picture."""

    kind = Kind.UNAVAILABLE
    reason: ClassVar[str]
    transient: ClassVar[bool] = False
    next_may_help: ClassVar[bool] = False

    def __init__(self, detail: str) -> None:
        super().__init__(self.reason, detail)


class ProviderTimeout(ProviderError):
    # The same provider is tried again: it may have done the work, and be paid for it, already.
    reason = "provider_timeout"
    transient = True


class ProviderUnavailable(ProviderError):
    reason = "provider_unavailable"
    transient = True
    next_may_help = True


class ProviderRateLimited(ProviderError):
    reason = "provider_rate_limited"
    transient = True
    next_may_help = True


class ProviderInvalidRequest(ProviderError):
    kind = Kind.INVALID
    reason = "provider_invalid_request"


class ProviderRefused(ProviderError):
    kind = Kind.INVALID
    reason = "provider_refused"


class ProviderFailed(ProviderError):
    reason = "provider_failed"
    next_may_help = True
