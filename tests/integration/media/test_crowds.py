"""Equal bytes from many writers at once: every interleaving ends in one media resource."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from fastapi.testclient import TestClient

from shared.aws.attributes import Item
from shared.aws.keys import Key
from shared.aws.table import Table
from shared.aws.writes import Write
from shared.core.events import Event
from shared.media.models import MediaState
from shared.media.repository import MediaRepository
from shared.media.schemas import MediaInput
from shared.media.service import MediaResourceService
from shared.products.repository import ProductRepository
from shared.products.schemas import ProductCreate, ProductRead
from shared.products.service import ProductService
from shared.wiring.process import get_platform
from tests.integration.route_cases import Org
from tests.scenes.media_scene import (
    attachments,
    objects,
    resources,
    set_state,
    stored_product,
    upload,
)

CROWD = 20


class CrowdedTable(Table):
    """Nobody commits before all have looked: each thread's first commit waits for the others.

    Single calls are atomic, as DynamoDB's are; moto's are not.
    """

    def __init__(self, name: str, crowd: int) -> None:
        super().__init__(name)
        self._all_looked = threading.Barrier(crowd, timeout=60)
        self._waited = threading.local()
        self._one_call = threading.RLock()
        self.commits = 0

    def get(self, key: Key) -> Item | None:
        with self._one_call:
            return super().get(key)

    def get_many(self, keys: Iterable[Key]) -> list[Item]:
        with self._one_call:
            return super().get_many(keys)

    def transact(self, writes: Iterable[Write]) -> None:
        if not getattr(self._waited, "done", False):
            self._waited.done = True
            self._all_looked.wait()
        with self._one_call:
            self.commits += 1
            super().transact(writes)


def create_together(org: Org, file_ids: list[str]) -> tuple[list[ProductRead], CrowdedTable]:
    """One product per upload, all of them at the same moment."""
    table = CrowdedTable("platform", len(file_ids))
    media = MediaResourceService(
        MediaRepository(table), get_platform().base.bucket, "https://cdn.test"
    )
    products = ProductService(ProductRepository(table), media)

    def create(file_id: str) -> ProductRead:
        image = MediaInput.model_validate({"upload_id": file_id})
        return products.create(ProductCreate(name="Dress", images=(image,)), org.principal)

    with ThreadPoolExecutor(len(file_ids)) as pool:
        return list(pool.map(create, file_ids)), table


def test_twenty_equal_uploads_share_one(
    client: TestClient, acme: Org, events: Callable[[Org], list[Event]]
) -> None:
    file_ids = [upload(client, acme) for _ in range(CROWD)]
    created, table = create_together(acme, file_ids)
    (resource,) = resources(acme)
    assert {product.images[0].id for product in created} == {resource.id}
    assert resource.refcount == CROWD
    users = {item["entity_id"] for item in attachments(acme, resource.id)}
    assert users == {str(product.id) for product in created}
    assert objects("media/") == [resource.key]
    assert table.commits == CROWD + CROWD - 1, "all but one lose the first commit, and only that"
    duplicates = [e for e in events(acme) if e.type == "media.deduplicated"]
    assert len(duplicates) == CROWD - 1


def test_crowd_restores_orphan(client: TestClient, acme: Org) -> None:
    stored_product(client, acme, upload(client, acme))
    set_state(resources(acme)[0], MediaState.ORPHANED)
    create_together(acme, [upload(client, acme) for _ in range(CROWD)])
    (resource,) = resources(acme)
    assert (resource.state, resource.refcount) == ("active", CROWD)


def test_crowd_succeeds_deleted_twin(client: TestClient, acme: Org) -> None:
    stored_product(client, acme, upload(client, acme))
    (dead,) = resources(acme)
    set_state(dead, MediaState.DELETED)
    create_together(acme, [upload(client, acme) for _ in range(CROWD)])
    (alive,) = [resource for resource in resources(acme) if resource.id != dead.id]
    assert alive.refcount == CROWD


def test_deletion_between_look_and_commit(client: TestClient, acme: Org) -> None:
    """The cleanup takes the twin away after it was found: the bytes are stored anew."""
    media_id = stored_product(client, acme, upload(client, acme))["images"][0]["id"]
    (twin,) = resources(acme)

    class Swept(Table):
        swept = False

        def transact(self, writes: Iterable[Write]) -> None:
            if not self.swept:
                self.swept = True
                set_state(twin, MediaState.DELETING)
            super().transact(writes)

    table = Swept("platform")
    media = MediaResourceService(
        MediaRepository(table), get_platform().base.bucket, "https://cdn.test"
    )
    products = ProductService(ProductRepository(table), media)
    image = MediaInput.model_validate({"upload_id": upload(client, acme)})
    product = products.create(ProductCreate(name="Dress", images=(image,)), acme.principal)
    assert str(product.images[0].id) != media_id
    assert {r.id: r.refcount for r in resources(acme)}[product.images[0].id] == 1
