"""What a task amounts to, given how its nodes have ended."""

from uuid import UUID

import pytest

from shared.compute.contract.tasks import Failure, NodeStatus, TaskStatus
from shared.compute.records.tasks import StepError, TaskNode
from shared.compute.tasks.task_completion import decide

STATUSES = {
    "+": "succeeded",
    "-": "failed",
    "o": "skipped",
    "?": "running",
    ".": "queued",
    "x": "cancelled",
}


def nodes(signs: str) -> tuple[TaskNode, ...]:
    """One sign per node of: prepare, generate_0, generate_1, score_0, score_1."""
    types = ("prepare", "generate", "generate", "score", "score")
    return tuple(
        TaskNode(
            organization_id=UUID(int=1), task_id=UUID(int=2), id=f"n{place}", type=type,
            params={"index": place}, needs=(), children=(), position=place, blocked_by=0,
            status=NodeStatus(STATUSES[sign]),
            error=Failure(code=f"broken_{place}", detail="d") if sign == "-" else None,
        )
        for place, (type, sign) in enumerate(zip(types, signs, strict=True))
    )  # fmt: skip


@pytest.mark.parametrize(
    ("signs", "status", "code"),
    [
        ("+++++", TaskStatus.SUCCEEDED, None),
        ("++-+o", TaskStatus.PARTIAL, "broken_2"),
        ("+-+o+", TaskStatus.PARTIAL, "broken_1"),
        ("+++-+", TaskStatus.PARTIAL, "broken_3"),
        ("++++-", TaskStatus.PARTIAL, "broken_4"),
        ("+++--", TaskStatus.PARTIAL, "broken_3"),
        ("+--oo", TaskStatus.FAILED, "broken_1"),
        ("-oooo", TaskStatus.FAILED, "broken_0"),
    ],
)
def test_status_follows_the_nodes(signs: str, status: TaskStatus, code: str | None) -> None:
    decided, error = decide(nodes(signs), None)
    assert decided is status
    assert (error.code if error else None) == code


@pytest.mark.parametrize(
    ("signs", "status"),
    [(".....", TaskStatus.FAILED), ("+?...", TaskStatus.FAILED), ("++?+.", TaskStatus.PARTIAL)],
)
def test_broken_off_run_still_ends(signs: str, status: TaskStatus) -> None:
    decided, error = decide(nodes(signs), StepError(name="States.Timeout"))
    assert decided is status
    assert error is not None
    assert error.code == "node_timeout"


def test_failed_node_outweighs_the_break() -> None:
    _, error = decide(nodes("+-?.."), StepError(name="States.Timeout"))
    assert error is not None
    assert error.code == "broken_1"


@pytest.mark.parametrize(
    ("signs", "asked", "status", "code"),
    [
        ("+xxxx", True, TaskStatus.CANCELLED, "cancelled"),
        ("+-xxx", True, TaskStatus.CANCELLED, "cancelled"),
        ("+xxxx", False, TaskStatus.CANCELLED, "cancelled"),
        ("++x+x", True, TaskStatus.PARTIAL, "cancelled"),
        ("+++++", True, TaskStatus.SUCCEEDED, None),
        ("+-xoo", False, TaskStatus.FAILED, "broken_1"),
    ],
)
def test_cancelling_keeps_what_there_is(
    signs: str, asked: bool, status: TaskStatus, code: str | None
) -> None:
    decided, error = decide(nodes(signs), None, cancel_requested=asked)
    assert decided is status
    assert (error.code if error else None) == code
