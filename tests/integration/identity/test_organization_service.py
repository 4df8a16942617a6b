"""An organization reads and renames itself."""

from collections.abc import Callable

import pytest

from shared.aws.table import Table
from shared.core.errors import Conflict, NotFound
from shared.core.events import Event
from shared.core.ids import new_id
from shared.identity.organization_service import OrganizationService
from shared.identity.repository import OrganizationRepository
from shared.identity.schemas import OrganizationUpdate
from tests.integration.route_cases import Org


@pytest.fixture
def organizations(platform_table: Table) -> OrganizationService:
    return OrganizationService(OrganizationRepository(platform_table))


def test_current_is_callers_own(organizations: OrganizationService, acme: Org, rival: Org) -> None:
    assert organizations.current(acme.principal).id == acme.organization_id
    assert organizations.current(rival.principal).name == "Rival"


def test_rename_keeps_the_slug(
    organizations: OrganizationService, acme: Org, events: Callable[[Org], list[Event]]
) -> None:
    renamed = organizations.update(OrganizationUpdate(name="Acme Paris"), acme.principal)
    assert (renamed.name, renamed.slug, renamed.version) == ("Acme Paris", "acme", 2)
    assert organizations.current(acme.principal) == renamed
    (event,) = events(acme)
    assert (event.type, event.actor) == ("organization.updated", acme.principal.actor)
    assert event.data == {"name": "Acme Paris", "slug": "acme"}


def test_lost_race_is_conflict(
    organizations: OrganizationService, platform_table: Table, acme: Org
) -> None:
    repository = OrganizationRepository(platform_table)
    stale = repository.get(acme.organization_id, acme.organization_id)
    organizations.update(OrganizationUpdate(name="First"), acme.principal)
    late = stale.model_copy(update={"name": "Second", "version": stale.version + 1})
    with pytest.raises(Conflict, match="version_conflict"):
        repository.commit(repository.replacement(late))
    assert organizations.current(acme.principal).name == "First"


def test_missing_organization_is_not_found(organizations: OrganizationService, acme: Org) -> None:
    gone = acme.principal.model_copy(update={"organization_id": new_id()})
    with pytest.raises(NotFound, match="organization_not_found"):
        organizations.current(gone)
