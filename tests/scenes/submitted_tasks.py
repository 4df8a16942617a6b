"""Tasks whose images the vendors of a test generate."""

from uuid import UUID

from shared.aws import keys
from shared.aws.keys import Noun
from shared.aws.table import Query
from shared.compute.contract.tasks import Priority
from shared.compute.tasks.submission import SubmissionService
from shared.core.ids import derived_id
from tests.scenes.compute_scene import ORG, images, submission, success
from tests.scenes.job_world import Step, World

_PREPARED = {"key": "compute/cut.png", "width": 8, "height": 8, "coverage": 0.5, "sha256": "cut"}


class Orders:
    def __init__(self, world: World, submissions: SubmissionService) -> None:
        self._world = world
        self._submissions = submissions

    def task(self, name: object = "first", count: int = 1) -> UUID:
        """A task of `count` images whose product has been cut out."""
        accepted = self._submissions.submit(
            submission(images(count), generation=derived_id("generation", name)), ORG
        )
        self._world.completion.complete(success(accepted.task_id, "prepare", _PREPARED))
        return accepted.task_id

    def picture(self, name: object = "first", priority: Priority = Priority.DEFAULT) -> Step:
        """The one picture of a task, on its way."""
        return self._world.begin(self.task(name), "generate_0", priority)

    def charges(self) -> list[str]:
        """The nodes that the ledger has a line for, cut-outs left aside."""
        lines = self._world.table.every(Query(keys.partition(ORG, Noun.LEDGER)))
        return sorted(line["node_id"] for line in lines if line["node_type"] != "prepare")
