"""Compute's own errors.

NotFound
└── InputMissing    a file that a node has to read is gone
Conflict
├── TaskExists      the task was created before
├── TaskFinished    ... and has ended
└── NodeFinished    the node has ended, so this report is late or repeated
"""

from shared.core.errors import Conflict, NotFound


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
