"""Compute's own errors.

NotFound
└── InputMissing      a file that a node has to read is gone
Conflict
├── TaskExists        the task was created before
├── TaskFinished      ... and has ended
├── NodeFinished      the node has ended, so this report is late or repeated
├── NodeCancelled     the node, or its task, was cancelled
└── BudgetExceeded    a budget has no room for what the task may cost
Unavailable
├── NoProvider        no provider is configured, or all are blocked
└── StepTimeout       the node, or its task, has had all its time

InputMissing, NodeCancelled, NoProvider and StepTimeout end a node. The state machine and
tasks/failure_messages.py identify them by their class names.
"""

from collections.abc import Mapping

from shared.compute.contract.costs import BudgetScope
from shared.compute.contract.errors import (
    BUDGET_CAP_EXCEEDED,
    BUDGET_EXCEEDED,
    CANCELLED,
    NODE_FINISHED,
    TASK_EXISTS,
    TASK_FINISHED,
)
from shared.core.errors import (
    Conflict,
    ErrorCode,
    Invalid,
    NotFound,
    Section,
    Unauthenticated,
    Unavailable,
)

BAD_CALLBACK = ErrorCode(
    "bad_callback",
    Unauthenticated,
    "The provider cannot have sent this callback: the token in its address, or its signature, is "
    "wrong. The callback has no effect; the log says which of them was wrong.",
    Section.COMPUTE,
)
INPUT_MISSING = ErrorCode(
    "input_missing",
    NotFound,
    "A file that a step has to read is gone. Upload the photograph again and start a new "
    "generation.",
    Section.FAILED_GENERATIONS,
)
JOB_NOT_FOUND = ErrorCode(
    "job_not_found",
    NotFound,
    "The callback names a job that never existed, or ended more than seven days ago.",
    Section.COMPUTE,
)
LANE_BUSY = ErrorCode(
    "lane_busy",
    Unavailable,
    "Too many jobs ask for the same account at once. The queue delivers the message again.",
    Section.INTERNAL,
)
NO_PROVIDER = ErrorCode(
    "no_provider",
    Unavailable,
    "No provider for a step is configured and allowed. Connect one "
    "([how](../how-to/connect-a-provider.md)), or allow more in `provider_policy`.",
    Section.FAILED_GENERATIONS,
)
NODE_TIMEOUT = ErrorCode(
    "node_timeout",
    Unavailable,
    "A step took longer than it may. Start a new generation.",
    Section.FAILED_GENERATIONS,
)
PROVIDER_NOT_FOUND = ErrorCode(
    "provider_not_found", NotFound, "The callback names an unknown provider.", Section.COMPUTE
)
PROVIDERS_BLOCKED = ErrorCode(
    "providers_blocked",
    Unavailable,
    "There are providers for a step, but none may be asked now: `detail` says for each whether it "
    "is out of order, has used up its budget, or has failed already. Start a new generation later.",
    Section.FAILED_GENERATIONS,
)


class InputMissing(NotFound):
    def __init__(self, key: str) -> None:
        super().__init__(
            INPUT_MISSING, f"The file {key} is gone; upload the photograph again and start anew."
        )


class TaskExists(Conflict):
    def __init__(self) -> None:
        super().__init__(
            TASK_EXISTS,
            "This generation was submitted before, with another graph; "
            "submit a new generation for a new graph.",
        )


class TaskFinished(Conflict):
    def __init__(self) -> None:
        super().__init__(TASK_FINISHED, "The task has ended; nothing can change any more.")


class NodeFinished(Conflict):
    def __init__(self) -> None:
        super().__init__(NODE_FINISHED, "The node has ended; nothing can change any more.")


class NodeStarted(Exception):
    """The node is not queued any more, so a chain leaves it alone. No client ever sees this."""


class NodeCancelled(Conflict):
    def __init__(self) -> None:
        super().__init__(CANCELLED, "This was cancelled.")


class NoProvider(Unavailable):
    """`no_provider`: the capability has none that is configured and allowed. With `blocked`
    (provider -> why, as in schemas_providers) `providers_blocked`: there are, but not now."""

    def __init__(self, capability: str, blocked: Mapping[str, str] | None = None) -> None:
        if blocked:
            reasons = ", ".join(f"{name} ({why})" for name, why in blocked.items())
            super().__init__(
                PROVIDERS_BLOCKED,
                f"No provider can take {capability} now: {reasons}; try again later.",
                extra={"blocked": dict(blocked)},
            )
        else:
            super().__init__(
                NO_PROVIDER,
                f"No provider for {capability} is configured and allowed; "
                "add credentials, or allow more in the policy.",
            )


class StepTimeout(Unavailable):
    def __init__(self) -> None:
        super().__init__(
            NODE_TIMEOUT,
            "This step took longer than it may; start the generation again.",
        )


class BudgetExceeded(Conflict):
    def __init__(
        self,
        scope: BudgetScope,
        name: str,
        *,
        limit_microusd: int = 0,
        available_microusd: int = 0,
        needed_microusd: int = 0,
    ) -> None:
        super().__init__(
            BUDGET_EXCEEDED,
            f"The {scope} budget has {dollars(available_microusd)} left and this may cost "
            f"{dollars(needed_microusd)}; raise the budget, or ask for less.",
            extra={
                "scope": str(scope),
                "name": name,
                "limit_microusd": limit_microusd,
                "available_microusd": available_microusd,
                "needed_microusd": needed_microusd,
            },
        )


def cap_exceeded(cap_microusd: int, needed_microusd: int) -> Invalid:
    return BUDGET_CAP_EXCEEDED(
        f"This may cost {dollars(needed_microusd)}, more than the cap of "
        f"{dollars(cap_microusd)}; raise `budget_cap_microusd`, or ask for less.",
        extra={"cap_microusd": cap_microusd, "needed_microusd": needed_microusd},
    )


def dollars(microusd: int) -> str:
    return f"${microusd / 1_000_000:.2f}"
