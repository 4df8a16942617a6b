"""Compute's own errors.

NotFound
└── InputMissing      a file that a node has to read is gone
Conflict
├── TaskExists        the task was created before
├── TaskFinished      ... and has ended
├── NodeFinished      the node has ended, so this report is late or repeated
├── NodeCancelled     somebody cancelled the node, or its task
└── BudgetExceeded    a budget has no room for what the task may cost
Unavailable
├── NoProvider        nobody can be asked: none is configured, or all are blocked
└── StepTimeout       the node, or its task, has had all its time

InputMissing, NodeCancelled, NoProvider and StepTimeout end a node: their class names are what
the state machine and failures.py know.
"""

from collections.abc import Mapping

from shared.compute.contract.costs import BudgetScope
from shared.core.errors import Conflict, Invalid, NotFound, Unavailable


class InputMissing(NotFound):
    def __init__(self, key: str) -> None:
        super().__init__(
            "input_missing", f"The file {key} is gone; upload the photograph again and start anew."
        )


class TaskExists(Conflict):
    def __init__(self) -> None:
        super().__init__(
            "task_exists",
            "This generation was submitted before, with another graph; "
            "submit a new generation for a new graph.",
        )


class TaskFinished(Conflict):
    def __init__(self) -> None:
        super().__init__("task_finished", "The task has ended; nothing can change any more.")


class NodeFinished(Conflict):
    def __init__(self) -> None:
        super().__init__("node_finished", "The node has ended; nothing can change any more.")


class NodeCancelled(Conflict):
    def __init__(self) -> None:
        super().__init__("cancelled", "This was cancelled.")


class NoProvider(Unavailable):
    """`no_provider`: the capability has none that is configured and allowed. With `blocked`
    (provider -> why, as in schemas_providers) `providers_blocked`: there are, but not now."""

    def __init__(self, capability: str, blocked: Mapping[str, str] | None = None) -> None:
        if blocked:
            reasons = ", ".join(f"{name} ({why})" for name, why in blocked.items())
            super().__init__(
                "providers_blocked",
                f"No provider can take {capability} now: {reasons}; try again later.",
                extra={"blocked": dict(blocked)},
            )
        else:
            super().__init__(
                "no_provider",
                f"No provider for {capability} is configured and allowed; "
                "add credentials, or allow more in the policy.",
            )


class StepTimeout(Unavailable):
    def __init__(self) -> None:
        super().__init__(
            "node_timeout",
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
            "budget_exceeded",
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
    return Invalid(
        "budget_cap_exceeded",
        f"This may cost {dollars(needed_microusd)}, more than the cap of "
        f"{dollars(cap_microusd)}; raise `budget_cap_microusd`, or ask for less.",
        extra={"cap_microusd": cap_microusd, "needed_microusd": needed_microusd},
    )


def dollars(microusd: int) -> str:
    return f"${microusd / 1_000_000:.2f}"
