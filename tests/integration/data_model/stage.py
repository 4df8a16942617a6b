"""Where a case plays, and what it has to prove."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from fastapi.testclient import TestClient

from shared.aws.repository import Repository
from shared.aws.table import Table
from shared.wiring.process import get_platform
from tests.integration.route_cases import Org
from tests.scenes.delivery_scene import Delivery, make_delivery, ordered
from tests.scenes.fake_compute import FakeCompute
from tests.scenes.generation_scene import make_look, start, use_compute
from tests.scenes.shooting_scene import Scene, make_scene, post

Read = Callable[[], object]


@dataclass(frozen=True)
class Proof:
    """`values` fill the row's placeholders; `found` is what `by` of the items has to be, in order.

    `read` is how the code reads it; nothing for what only the stream delivers.
    """

    values: Mapping[str, object]
    found: tuple[object, ...]
    read: Read | None = None
    by: str = "id"


@dataclass(frozen=True)
class Stage:
    """Where a case plays: the app, for one organization."""

    client: TestClient
    org: Org
    compute: FakeCompute = field(default_factory=FakeCompute)

    @property
    def owner(self) -> UUID:
        return self.org.organization_id

    @property
    def table(self) -> Table:
        return get_platform().base.platform_table

    def post(self, path: str, **body: Any) -> str:
        return str(post(self.client, self.org, path, body)["id"])

    def scene(self) -> Scene:
        return make_scene(self.client, self.org)

    def generation(self) -> dict[str, Any]:
        use_compute(self.client, self.compute)
        return start(self.client, self.org, make_look(self.client, self.org))

    @cached_property
    def delivery(self) -> Delivery:
        return make_delivery(self.client, self.org)

    def export(self) -> str:
        return ordered(self.client, self.org, self.delivery.body)


Case = Callable[[Stage], Proof]


@dataclass(frozen=True)
class Kind:
    """An ordinary entity; `name` is its placeholder in the rows."""

    name: str
    repository: type[Repository[Any]]
    make: Callable[[Stage], str]

    def by_id(self, stage: Stage) -> Proof:
        made, _ = self.make(stage), self.make(stage)
        stored = self.repository(stage.table)
        return Proof(
            {"org": stage.owner, self.name: made},
            (made,),
            lambda: stored.get(stage.owner, UUID(made)),
        )

    def by_ids(self, stage: Stage) -> Proof:
        made = self.make(stage), self.make(stage)
        stored = self.repository(stage.table)
        return Proof(
            {"org": stage.owner, self.name: made[1]},
            (made[1],),
            lambda: stored.get_many(stage.owner, [UUID(each) for each in made]),
        )

    def newest_first(self, stage: Stage) -> Proof:
        older, newer = self.make(stage), self.make(stage)
        stored = self.repository(stage.table)
        return Proof(
            {"org": stage.owner},
            (newer, older),
            lambda: stored.list(stage.owner, limit=50, cursor=None),
        )
