"""How a provider can fail. The class names are a contract with generation.asl.json.

    ProviderError
    ├── ProviderTimeout          no answer within the deadline      } the same again, later;
    ├── ProviderUnavailable      network, 5xx, out of service       } another one where there is
    ├── ProviderRateLimited      too many requests                  } one
    ├── ProviderAuthFailed       key refused, no permission         } another one, or the end;
    ├── ProviderOutOfCredit      the account is empty               } somebody is alarmed
    ├── ProviderFailed           it could not do it: bad or no output, another one may
    ├── ProviderInvalidRequest   the request or its pictures cannot be used as they are: the end
    └── ProviderRefused          content moderation said no: the end

`failure_class` is what the circuit breaker counts by (None: not the provider's fault).
What happens next is decided in shared/compute/routing/fallback.py, and in one place only.
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
    """`detail` is shown to the person who asked for the picture: no key, address or prompt."""

    kind = Kind.UNAVAILABLE
    reason: ClassVar[Reason]
    failure_class: ClassVar[FailureClass | None] = None
    transient: ClassVar[bool] = False  # the same provider may do it the next time
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
    """`retry_after_seconds` as the provider says, None when it does not."""

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
    """`stage` says what was refused: what was asked (input) or what came out (output)."""

    kind = Kind.INVALID
    reason = PROVIDER_REFUSED

    def __init__(
        self, detail: str, stage: Literal["input", "output", "unknown"] = "unknown"
    ) -> None:
        super().__init__(detail)
        self.stage = stage
