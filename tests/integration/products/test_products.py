"""Products over HTTP: storage, refusals and atomic writes."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from shared.aws.attributes import Item
from shared.aws.keys import Key
from shared.aws.table import Table
from shared.core.errors import Conflict
from shared.core.events import Event
from shared.media.repository import MediaRepository
from shared.media.service import MediaResourceService
from shared.products.repository import ProductRepository
from shared.products.schemas import ProductCreate
from shared.products.service import ProductService
from shared.wiring.process import get_platform
from tests.integration.route_cases import Org
from tests.scenes.images import picture
from tests.scenes.media_scene import (
    create_product,
    objects,
    resources,
    stored_product,
    upload,
)

Events = Callable[[Org], list[Event]]


def patch(client: TestClient, org: Org, product_id: str, **changes: Any) -> Any:
    return client.patch(f"/api/v1/products/{product_id}", json=changes, headers=org.headers)


def get(client: TestClient, org: Org, path: str) -> Any:
    answer = client.get(f"/api/v1{path}", headers=org.headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def types(written: Iterable[Event]) -> list[str]:
    return [event.type for event in written]


def test_product_comes_back_whole(client: TestClient, acme: Org, events: Events) -> None:
    fields = {
        "sku": " LD-1 ",
        "category": "dress",
        "brand": "Acme",
        "attributes": {"colour": "écru", "sizes": ["S", "M"], "weight_kg": 0.25, "lined": True},
        "metadata": {"source": None},
    }
    created = stored_product(client, acme, **fields)
    assert created["version"] == 1
    assert {name: created[name] for name in fields} == {**fields, "sku": "LD-1"}
    assert get(client, acme, f"/products/{created['id']}") == created
    (event,) = events(acme)
    assert event.type == "product.created"
    assert event.data == {"product_id": created["id"], "sku": "LD-1", "name": "Linen dress"}


def test_taken_sku_offers_merge(client: TestClient, acme: Org, events: Events) -> None:
    existing = stored_product(client, acme, sku="LD-1")
    file_id = upload(client, acme)
    written = events(acme)
    answer = create_product(client, acme, file_id, sku="LD-1")
    assert answer.status_code == 409
    assert answer.json()["code"] == "sku_taken"
    assert answer.json()["existing_id"] == existing["id"]
    assert "existing_id" in answer.json()["detail"]
    assert [p["id"] for p in get(client, acme, "/products")["items"]] == [existing["id"]]
    assert (resources(acme), objects("media/"), events(acme)) == ([], [], written)


def test_sku_race_leaves_nothing(client: TestClient, acme: Org, events: Events) -> None:
    """The SKU is taken between read and commit: the transaction undoes the attachments too."""
    existing = stored_product(client, acme, sku="LD-1")

    class Blind(Table):
        looked = False

        def get(self, key: Key) -> Item | None:
            if key.sk == "LD-1" and not self.looked:
                self.looked = True
                return None
            return super().get(key)

    table = Blind("platform")
    media = MediaResourceService(
        MediaRepository(table), get_platform().base.bucket, "https://cdn.test"
    )
    service = ProductService(ProductRepository(table), media)
    body = {"name": "Twin", "sku": "LD-1", "images": [{"upload_id": upload(client, acme)}]}
    written = events(acme)
    with pytest.raises(Conflict, match="sku_taken") as conflict:
        service.create(ProductCreate.model_validate(body), acme.principal)
    assert conflict.value.extra == {"existing_id": existing["id"]}
    assert (resources(acme), events(acme)) == ([], written)


def test_equal_skus_of_two_organizations(client: TestClient, acme: Org, rival: Org) -> None:
    assert stored_product(client, acme, sku="LD-1")["sku"] == "LD-1"
    assert stored_product(client, rival, sku="LD-1")["sku"] == "LD-1"


def test_products_without_sku_coexist(client: TestClient, acme: Org) -> None:
    assert stored_product(client, acme)["sku"] is None
    assert stored_product(client, acme, sku="  ")["sku"] is None


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"name": "   "}, "/name"),
        ({"name": None}, "/name"),
        ({"sku": "A/B"}, "/sku"),
        ({"images": [{}]}, "/images/0"),
        ({"images": [{"media_id": "x"}]}, "/images/0/media_id"),
        ({"attributes": {"n": 10**50}}, "/attributes"),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_bad_fields_are_pointed_at(
    client: TestClient, acme: Org, fields: dict[str, Any], pointer: str
) -> None:
    answer = create_product(client, acme, **fields)
    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid_request"
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_not_a_number_is_refused(client: TestClient, acme: Org) -> None:
    body = b'{"name": "Dress", "attributes": {"weight": NaN}}'
    headers = {**acme.headers, "Content-Type": "application/json"}
    answer = client.post("/api/v1/products", content=body, headers=headers)
    assert answer.status_code == 422


def test_only_sent_fields_change(client: TestClient, acme: Org, events: Events) -> None:
    before = stored_product(client, acme, sku="LD-1", brand="Acme")
    answer = patch(client, acme, before["id"], name="Silk dress", brand=None)
    after = answer.json()
    assert answer.status_code == 200
    assert (after["name"], after["brand"], after["sku"]) == ("Silk dress", None, "LD-1")
    assert after["version"] == 2
    assert after["updated_at"] >= before["updated_at"]
    assert types(events(acme)) == ["product.created", "product.updated"]


def test_empty_change_writes_nothing(client: TestClient, acme: Org, events: Events) -> None:
    before = stored_product(client, acme, sku="LD-1")
    assert patch(client, acme, before["id"]).json() == before
    assert patch(client, acme, before["id"], sku="LD-1").json() == before
    assert types(events(acme)) == ["product.created"]


def test_moved_sku_is_set_free(client: TestClient, acme: Org) -> None:
    first = stored_product(client, acme, sku="LD-1")
    assert patch(client, acme, first["id"], sku="LD-2").status_code == 200
    second = stored_product(client, acme, sku="LD-1")
    answer = patch(client, acme, second["id"], sku="LD-2")
    assert answer.status_code == 409
    assert answer.json()["existing_id"] == first["id"]
    assert patch(client, acme, first["id"], sku=None).json()["sku"] is None
    assert patch(client, acme, second["id"], sku="LD-2").status_code == 200


def test_images_are_added_behind(client: TestClient, acme: Org) -> None:
    product = stored_product(client, acme)
    path = f"/api/v1/products/{product['id']}/images"
    for seed, role in ((1, "front"), (2, None)):
        image = {"upload_id": upload(client, acme, picture(seed)), "role": role}
        answer = client.post(path, json={"images": [image]}, headers=acme.headers)
        assert answer.status_code == 201, answer.text
    after = answer.json()
    assert [image["role"] for image in after["images"]] == ["front", None]
    assert after["primary_image_url"] == after["images"][0]["url"]
    assert get(client, acme, f"/products/{product['id']}") == after


def test_images_are_limited(client: TestClient, acme: Org) -> None:
    image = stored_product(client, acme, upload(client, acme))["images"][0]["id"]
    product = stored_product(client, acme, images=[{"media_id": image}] * 20)
    answer = client.post(
        f"/api/v1/products/{product['id']}/images",
        json={"images": [{"media_id": image}]},
        headers=acme.headers,
    )
    assert answer.status_code == 422
    assert answer.json()["code"] == "too_many_images"
    assert create_product(client, acme, images=[{"media_id": image}] * 21).status_code == 422


def test_pages_are_newest_first(client: TestClient, acme: Org) -> None:
    names = [f"Dress {n}" for n in range(5)]
    for name in names:
        stored_product(client, acme, name=name)
    found, cursor = [], None
    while True:
        query = f"?limit=2&cursor={cursor}" if cursor else "?limit=2"
        page = get(client, acme, f"/products{query}")
        found += [item["name"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == names[::-1]


def test_list_looks_media_up_once(client: TestClient, acme: Org) -> None:
    for seed in range(1, 5):
        stored_product(client, acme, upload(client, acme, picture(seed)))

    class Counting(Table):
        calls = 0

        def get_many(self, keys: Iterable[Key]) -> list[Item]:
            self.calls += 1
            return super().get_many(keys)

    table = Counting("platform")
    media = MediaResourceService(
        MediaRepository(table), get_platform().base.bucket, "https://cdn.test"
    )
    service = ProductService(ProductRepository(table), media)
    page = service.list(acme.principal, limit=50, cursor=None)
    assert [len(product.images) for product in page.items] == [1, 1, 1, 1]
    assert table.calls == 1


def test_simultaneous_changes_conflict(client: TestClient, acme: Org) -> None:
    product = stored_product(client, acme)
    repository = ProductRepository(get_platform().base.platform_table)
    (read,) = repository.list(acme.organization_id, limit=1, cursor=None).items
    assert patch(client, acme, product["id"], name="Mine").status_code == 200
    with pytest.raises(Conflict, match="version_conflict"):
        repository.commit(repository.replacement(read.model_copy(update={"version": 2})))


def test_foreign_product_is_unknown(client: TestClient, acme: Org, rival: Org) -> None:
    product = stored_product(client, acme, upload(client, acme))
    answer = client.get(f"/api/v1/products/{product['id']}", headers=rival.headers)
    assert answer.status_code == 404
    assert answer.json()["detail"] == "Product not found"
    assert get(client, rival, "/products") == {"items": [], "next_cursor": None}
