"""The error codes of Compute's API, which both sides of it know."""

from shared.core.errors import Conflict, ErrorCode, Invalid, NotFound, Section, Unauthenticated

BAD_BUDGET_NAME = ErrorCode(
    "bad_budget_name",
    Invalid,
    "A budget is named `all` for the organization, else by a shooting's id or a provider.",
    Section.COMPUTE,
)
BAD_PERIOD = ErrorCode(
    "bad_period",
    Invalid,
    "A cost report needs `start` and `end` with a time zone, `end` after `start` and at most as "
    "many days later as `detail` says.",
    Section.COMPUTE,
)
BUDGET_CAP_EXCEEDED = ErrorCode(
    "budget_cap_exceeded",
    Invalid,
    "The task may cost more than its own `budget_cap_microusd`. Raise the cap, or ask for less.",
    Section.COMPUTE,
)
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
DANGLING_NEED = ErrorCode(
    "dangling_need",
    Invalid,
    "A node needs one that is not in the task. Name only nodes of the same task in `needs`.",
    Section.COMPUTE,
)
DUPLICATE_NODE = ErrorCode(
    "duplicate_node",
    Invalid,
    "Two nodes have the same id. Give every node its own id.",
    Section.COMPUTE,
)
GRAPH_CYCLE = ErrorCode(
    "graph_cycle",
    Invalid,
    "Nodes need each other in a circle, which `detail` shows. Break it.",
    Section.COMPUTE,
)
GRAPH_TOO_LARGE = ErrorCode(
    "graph_too_large",
    Invalid,
    "The task has too many nodes, or too many that need the same one. Split it.",
    Section.COMPUTE,
)
INVALID_PARAMS = ErrorCode(
    "invalid_params",
    Invalid,
    "Parameters of a node are missing or wrong; `errors` points at each.",
    Section.COMPUTE,
)
MISSING_NEED = ErrorCode(
    "missing_need",
    Invalid,
    "A node has to need exactly one node of a type that it builds on. Add it to `needs`.",
    Section.COMPUTE,
)
NODE_FINISHED = ErrorCode(
    "node_finished", Conflict, "The node has ended and can no longer be cancelled.", Section.COMPUTE
)
NODE_NOT_FOUND = ErrorCode(
    "node_not_found", NotFound, "No task of the organization has such a node.", Section.COMPUTE
)
ORGANIZATION_MISMATCH = ErrorCode(
    "organization_mismatch",
    Invalid,
    "The header `X-Organization-Id` and the body name different organizations. Send one.",
    Section.COMPUTE,
)
SERVER_TOKEN_INVALID = ErrorCode(
    "token_invalid",
    Unauthenticated,
    "The admin token is not, or no longer, accepted. Read the secret again.",
    Section.COMPUTE,
)
SERVER_TOKEN_MISSING = ErrorCode(
    "token_missing",
    Unauthenticated,
    "The request has no admin token. Send `Authorization: Bearer <admin token>`.",
    Section.COMPUTE,
)
TASK_EXISTS = ErrorCode(
    "task_exists",
    Conflict,
    "The generation was submitted before, with another graph. Submit a new generation.",
    Section.COMPUTE,
)
TASK_FINISHED = ErrorCode(
    "task_finished", Conflict, "The task has ended and can no longer be cancelled.", Section.COMPUTE
)
TASK_NOT_FOUND = ErrorCode(
    "task_not_found", NotFound, "The organization has no such task.", Section.COMPUTE
)
UNKNOWN_NODE_TYPE = ErrorCode(
    "unknown_node_type",
    Invalid,
    "The node type does not exist; `detail` lists those that do.",
    Section.COMPUTE,
)
WRITE_CONFLICT = ErrorCode(
    "write_conflict",
    Conflict,
    "Another caller set the same budget at this moment. Send it again.",
    Section.COMPUTE,
)

# The answers of every request that has a graph.
CHECKING = (
    DANGLING_NEED,
    DUPLICATE_NODE,
    GRAPH_CYCLE,
    GRAPH_TOO_LARGE,
    INVALID_PARAMS,
    MISSING_NEED,
    ORGANIZATION_MISMATCH,
    UNKNOWN_NODE_TYPE,
)
