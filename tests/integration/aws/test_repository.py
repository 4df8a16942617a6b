"""What every repository of entities can do, tried on one."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from shared.aws.keys import Noun
from shared.aws.repository import Repository
from shared.aws.table import Table
from shared.core.errors import Conflict, ErrorCode, Invalid, NotFound
from shared.core.ids import new_id
from shared.core.model import Entity
from tests.integration.route_cases import Org

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class Backdrop(Entity):
    name: str


class BackdropRepository(Repository[Backdrop]):
    entity = Backdrop
    noun = Noun.STYLE
    title = "Backdrop"
    not_found = ErrorCode("backdrop_not_found", NotFound, "The organization has no such backdrop.")
    exists = ErrorCode("backdrop_exists", Conflict, "This backdrop was created before.")


@pytest.fixture
def backdrops(platform_table: Table) -> BackdropRepository:
    return BackdropRepository(platform_table)


def backdrop(organization_id: UUID, name: str = "linen") -> Backdrop:
    return Backdrop(
        id=new_id(), organization_id=organization_id, created_at=NOW, updated_at=NOW, name=name
    )


def make(backdrops: BackdropRepository, org: Org, *names: str) -> list[Backdrop]:
    made = [backdrop(org.organization_id, name) for name in names]
    backdrops.commit(*(backdrops.creation(one) for one in made))
    return made


def test_entity_reads_back(backdrops: BackdropRepository, acme: Org) -> None:
    (made,) = make(backdrops, acme, "linen")
    assert backdrops.get(acme.organization_id, made.id) == made


def test_foreign_and_missing_look_alike(
    backdrops: BackdropRepository, acme: Org, rival: Org
) -> None:
    (made,) = make(backdrops, acme, "linen")
    for entity_id in (made.id, new_id()):
        assert backdrops.find(rival.organization_id, entity_id) is None
        with pytest.raises(NotFound) as caught:
            backdrops.get(rival.organization_id, entity_id)
        assert (caught.value.code, caught.value.detail) == (
            "backdrop_not_found",
            "Backdrop not found",
        )


def test_get_many_leaves_out_foreign(backdrops: BackdropRepository, acme: Org, rival: Org) -> None:
    mine, theirs = make(backdrops, acme, "linen"), make(backdrops, rival, "arch")
    found = backdrops.get_many(acme.organization_id, [mine[0].id, theirs[0].id, new_id()])
    assert found == {mine[0].id: mine[0]}


def test_second_creation_is_conflict(backdrops: BackdropRepository, acme: Org) -> None:
    (made,) = make(backdrops, acme, "linen")
    with pytest.raises(Conflict, match="backdrop_exists"):
        backdrops.commit(backdrops.creation(made))


def test_replacement_needs_read_version(backdrops: BackdropRepository, acme: Org) -> None:
    (made,) = make(backdrops, acme, "linen")
    renamed = made.model_copy(update={"name": "plaster", "version": 2})
    backdrops.commit(backdrops.replacement(renamed))
    with pytest.raises(Conflict, match="version_conflict"):
        backdrops.commit(backdrops.replacement(made.model_copy(update={"version": 2})))
    assert backdrops.get(acme.organization_id, made.id) == renamed


def test_replacement_never_creates(backdrops: BackdropRepository, acme: Org) -> None:
    unsaved = backdrop(acme.organization_id).model_copy(update={"version": 2})
    with pytest.raises(Conflict, match="version_conflict"):
        backdrops.commit(backdrops.replacement(unsaved))


def test_list_pages_newest_first(backdrops: BackdropRepository, acme: Org, rival: Org) -> None:
    make(backdrops, rival, "theirs")
    for name in "abcde":
        make(backdrops, acme, name)
    names: list[str] = []
    cursor = None
    while True:
        page = backdrops.list(acme.organization_id, limit=2, cursor=cursor)
        names += [one.name for one in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert "".join(names) == "edcba"


def test_cursor_of_other_tenant_is_refused(
    backdrops: BackdropRepository, acme: Org, rival: Org
) -> None:
    make(backdrops, rival, "a", "b")
    theirs = backdrops.list(rival.organization_id, limit=1, cursor=None).next_cursor
    assert theirs is not None
    with pytest.raises(Invalid, match="bad_cursor"):
        backdrops.list(acme.organization_id, limit=1, cursor=theirs)
