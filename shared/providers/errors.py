"""The errors of providers. The class names are a contract with generation.asl.json.

    ProviderError
    ├── ProviderTimeout          no reply within the deadline      } another provider if there is
    ├── ProviderUnavailable      network failure, 5xx              } one, else a later retry
    ├── ProviderRateLimited      too many requests                 }
    ├── ProviderAuthFailed       key refused, no permission        } another provider, else the
    ├── ProviderOutOfCredit      the account has no credit         } node fails; raises an alarm
    ├── ProviderFailed           bad output or none                  another provider, else failure
    ├── ProviderInvalidRequest   the request or its images are unusable   the node fails
    └── ProviderRefused          content moderation                       the node fails

shared/compute/routing/fallback.py decides what follows an error.
"""

from typing import ClassVar, Literal

from shared.core.errors import Kind, Reason, SartiqError, Section

PROVIDER_AUTH_FAILED = Reason(
    "provider_auth_failed",
    Section.FAILED_GENERATIONS,
    "The provider does not accept our account, and no other provider could do it. The "
    "operator of the platform has to renew the key; then start a new generation.",
)
PROVIDER_FAILED = Reason(
    "provider_failed",
    Section.FAILED_GENERATIONS,
    "The provider could not do it, for a reason of its own. Start a new generation.",
)
PROVIDER_INVALID_REQUEST = Reason(
    "provider_invalid_request",
    Section.FAILED_GENERATIONS,
    "The photograph or the settings cannot be used as they are, for example because no "
    "product can be seen. Follow `detail`, then start a new generation.",
)
PROVIDER_OUT_OF_CREDIT = Reason(
    "provider_out_of_credit",
    Section.FAILED_GENERATIONS,
    "The account at the provider is empty, and no other provider could do it. The operator of"
    " the platform has to fill it; then start a new generation.",
)
PROVIDER_RATE_LIMITED = Reason(
    "provider_rate_limited",
    Section.FAILED_GENERATIONS,
    "The provider was overloaded during all our attempts. Start a new generation later.",
)
PROVIDER_REFUSED = Reason(
    "provider_refused",
    Section.FAILED_GENERATIONS,
    "The provider's content rules refused it. Change the prompt or the photograph.",
)
PROVIDER_TIMEOUT = Reason(
    "provider_timeout",
    Section.FAILED_GENERATIONS,
    "The provider did not answer in time, several times over. Start a new generation later.",
)
PROVIDER_UNAVAILABLE = Reason(
    "provider_unavailable",
    Section.FAILED_GENERATIONS,
    "The provider was out of service during all our attempts. Start a new generation later.",
)

FailureClass = Literal["rate", "timeout", "server", "auth", "credit", "output"]


class ProviderError(SartiqError):
    """A failure of a provider. Users see `detail`, so it contains no key, address or prompt.

    Attributes:
        failure_class: The class by which the circuit breaker counts; None if the failure is not
            the provider's fault.
        transient: Whether the same provider may succeed on a retry.
        next_may_help: Whether another provider may succeed.
    """

    kind = Kind.UNAVAILABLE
    reason: ClassVar[Reason]
    failure_class: ClassVar[FailureClass | None] = None
    transient: ClassVar[bool] = False
    next_may_help: ClassVar[bool] = False

    def __init__(self, detail: str) -> None:
        super().__init__(self.reason, detail)


class ProviderTimeout(ProviderError):
    reason = PROVIDER_TIMEOUT
    failure_class = "timeout"
    transient = True
    next_may_help = True


class ProviderUnavailable(ProviderError):
    reason = PROVIDER_UNAVAILABLE
    failure_class = "server"
    transient = True
    next_may_help = True


class ProviderRateLimited(ProviderError):
    """`retry_after_seconds` is the provider's `Retry-After`, None if it sent none."""

    reason = PROVIDER_RATE_LIMITED
    failure_class = "rate"
    transient = True
    next_may_help = True

    def __init__(self, detail: str, retry_after_seconds: float | None = None) -> None:
        super().__init__(detail)
        self.retry_after_seconds = retry_after_seconds


class ProviderAuthFailed(ProviderError):
    reason = PROVIDER_AUTH_FAILED
    failure_class = "auth"
    next_may_help = True


class ProviderOutOfCredit(ProviderError):
    reason = PROVIDER_OUT_OF_CREDIT
    failure_class = "credit"
    next_may_help = True


class ProviderFailed(ProviderError):
    reason = PROVIDER_FAILED
    failure_class = "output"
    next_may_help = True


class ProviderInvalidRequest(ProviderError):
    kind = Kind.INVALID
    reason = PROVIDER_INVALID_REQUEST


class ProviderRefused(ProviderError):
    """`stage` is the part that was refused: the request (input) or the result (output)."""

    kind = Kind.INVALID
    reason = PROVIDER_REFUSED

    def __init__(
        self, detail: str, stage: Literal["input", "output", "unknown"] = "unknown"
    ) -> None:
        super().__init__(detail)
        self.stage = stage
