"""The error codes of what Platform orders from Compute."""

from shared.compute.contract.errors import BUDGET_CAP_EXCEEDED, GRAPH_TOO_LARGE, INVALID_PARAMS
from shared.core.errors import Conflict, ErrorCode, Invalid, Section, Unavailable

BUDGET_EXCEEDED = ErrorCode(
    "budget_exceeded",
    Conflict,
    "A budget has no room for the possible costs of this request. `scope` and `name` identify the "
    "budget; `needed_microusd` and `available_microusd` say how much is missing. Raise the budget, "
    "or ask for less.",
)
COMPUTE_UNAVAILABLE = ErrorCode(
    "compute_unavailable",
    Unavailable,
    "Compute did not answer, and the generation named by `generation_id` has failed for it. Start "
    "a new one in a minute.",
    also={
        Section.FAILED_GENERATIONS: "Compute could not be reached. Start a new generation in a "
        "minute."
    },
)
ORDER_MOVED_ON = ErrorCode(
    "order_moved_on",
    Conflict,
    "The order has a later state already. A late event of Compute changes nothing.",
    Section.INTERNAL,
)
TASK_NOT_DONE = ErrorCode(
    "task_not_done",
    Unavailable,
    "The task is still running. Platform asks Compute again.",
    Section.INTERNAL,
)
TASK_REFUSED = ErrorCode(
    "task_refused",
    Invalid,
    "Compute refused the generation without giving a code. `detail` says why. Usually the answer "
    "has one of [Compute's own codes](#answers-of-compute) instead.",
    also={
        Section.FAILED_GENERATIONS: "Compute refused the order without giving a code. Follow "
        "`error_message`."
    },
)

# The answers of every request for which Platform asks Compute.
ASKING = (COMPUTE_UNAVAILABLE, TASK_REFUSED)
# The answers of every request for which Platform submits a task. Platform builds the graph, so
# that of Compute's own checks only these depend on the request.
SUBMITTING = (
    *ASKING,
    BUDGET_CAP_EXCEEDED,
    BUDGET_EXCEEDED,
    GRAPH_TOO_LARGE,
    INVALID_PARAMS,
)
