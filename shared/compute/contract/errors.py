"""The error codes that both sides of Compute's API know."""

from shared.core.errors import Conflict, ErrorCode, NotFound, Section

BUDGET_EXCEEDED = ErrorCode(
    "budget_exceeded",
    Conflict,
    "A budget has no room for the possible costs of the task. `scope` and `name` identify the "
    "budget; `needed_microusd` and `available_microusd` say how much is missing. Raise the budget, "
    "or ask for less.",
    Section.COMPUTE,
)
CANCELLED = ErrorCode(
    "cancelled",
    Conflict,
    "A caller cancelled it. Repeat it if it is needed after all.",
    Section.FAILED_GENERATIONS,
)
TASK_FINISHED = ErrorCode(
    "task_finished", Conflict, "The task has ended and can no longer be cancelled.", Section.COMPUTE
)
TASK_NOT_FOUND = ErrorCode(
    "task_not_found", NotFound, "The organization has no such task.", Section.COMPUTE
)
