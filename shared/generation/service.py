"""Reading of generations."""

from uuid import UUID

from shared.compute_client.models import OrderStatus
from shared.core.paging import Page
from shared.generation.models import Generation
from shared.generation.repository import GenerationRepository
from shared.generation.schemas import GenerationRead, read_generation
from shared.identity.principal import Principal


class GenerationService:
    def __init__(self, repository: GenerationRepository) -> None:
        self._generations = repository

    def get(self, generation_id: UUID, principal: Principal) -> GenerationRead:
        return read_generation(self._generations.get(principal.organization_id, generation_id))

    def list(
        self,
        principal: Principal,
        *,
        shot_id: UUID | None,
        status: OrderStatus | None,
        limit: int,
        cursor: str | None,
    ) -> Page[GenerationRead]:
        """Newest first, filtered by shot, by status or by both. Eventually consistent."""
        page = self._page(principal.organization_id, shot_id, status, limit, cursor)
        return Page(
            items=[read_generation(found) for found in page.items], next_cursor=page.next_cursor
        )

    def _page(
        self,
        owner: UUID,
        shot_id: UUID | None,
        status: OrderStatus | None,
        limit: int,
        cursor: str | None,
    ) -> Page[Generation]:
        if shot_id:
            return self._generations.list_of_shot(
                owner, shot_id, status=status, limit=limit, cursor=cursor
            )
        if status:
            return self._generations.list_in_status(owner, status, limit=limit, cursor=cursor)
        return self._generations.list(owner, limit=limit, cursor=cursor)
