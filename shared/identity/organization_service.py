"""The caller's own organization."""

from shared.aws.outbox import put_event
from shared.core.clock import Clock, utc_now
from shared.core.events import PLATFORM, make_event
from shared.identity.models import Organization
from shared.identity.principal import Principal
from shared.identity.repository import OrganizationRepository
from shared.identity.schemas import OrganizationRead, OrganizationUpdate


class OrganizationService:
    """Reads and renames the caller's organization."""

    def __init__(self, repository: OrganizationRepository, clock: Clock = utc_now) -> None:
        self._organizations = repository
        self._clock = clock

    def current(self, principal: Principal) -> OrganizationRead:
        return OrganizationRead.of(self._load(principal))

    def update(self, changes: OrganizationUpdate, principal: Principal) -> OrganizationRead:
        """Change the name. Raises Conflict (`version_conflict`) after a concurrent change.

        The slug is kept, because addresses and file names may contain it already.
        """
        before = self._load(principal)
        after = before.model_copy(
            update={
                "name": changes.name,
                "version": before.version + 1,
                "updated_at": self._clock(),
            }
        )
        updated = make_event(
            "organization.updated",
            source=PLATFORM,
            organization_id=after.id,
            actor=principal.actor,
            data={"name": after.name, "slug": after.slug},
            clock=self._clock,
        )
        self._organizations.commit(self._organizations.replacement(after), put_event(updated))
        return OrganizationRead.of(after)

    def _load(self, principal: Principal) -> Organization:
        return self._organizations.get(principal.organization_id, principal.organization_id)
