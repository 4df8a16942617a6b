"""Media resources: stored once per organization, attached to entities, served by the CDN."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from pydantic import BaseModel

from shared.aws.bucket import Bucket
from shared.core.clock import Clock, utc_now
from shared.identity.principal import Principal
from shared.media.attaching import Attached, Attacher, Use
from shared.media.errors import MEDIA_NOT_FOUND
from shared.media.introspection import slot_inputs
from shared.media.models import MediaResource, MediaState
from shared.media.repository import MediaRepository, UploadRepository
from shared.media.schemas import MediaResourcePublic
from shared.media.sources import SourceFinder

_SERVED = (MediaState.ACTIVE, MediaState.ORPHANED)


class MediaResourceService:
    """The interface of media for other features.

    `attach_all` and `adopt_all` look media up, copy bytes to their canonical keys, and return the
    writes for the caller's transaction. If another writer stores the same bytes before the commit,
    it raises MediaMoved. Wrap look-up and commit together in `retry_when_media_moved`.
    """

    def __init__(
        self,
        repository: MediaRepository,
        bucket: Bucket,
        cdn_base_url: str,
        clock: Clock = utc_now,
    ) -> None:
        self._media = repository
        self._cdn_base_url = cdn_base_url.rstrip("/")
        self._sources = SourceFinder(repository, UploadRepository(repository.table))
        self._attacher = Attacher(repository, bucket, clock)

    def attach_all(
        self,
        model: BaseModel,
        principal: Principal,
        *,
        entity_type: str,
        entity_id: UUID,
        first_position: int = 0,
    ) -> Attached:
        """Attach every media field of `model` (see `MediaSlot`) to the entity.

        All inputs are looked up before any bytes are copied. `first_position` is the position of
        the first new image of an entity that has images already. Raises `upload_not_found`,
        `media_not_found`, `upload_not_ready`, `upload_rejected` or `upload_expired`, with a
        pointer to the input.
        """
        inputs = slot_inputs(model)
        sources = self._sources.find(principal.organization_id, inputs)
        uses = [
            Use(
                source=source,
                entity_type=entity_type,
                entity_id=entity_id,
                slot=wanted.slot,
                position=first_position + wanted.position,
                role=wanted.input.role,
            )
            for wanted, source in zip(inputs, sources, strict=True)
        ]
        return self._attacher.attach(principal.organization_id, uses, actor=principal.actor)

    def adopt_all(self, organization_id: UUID, uses: Iterable[Use]) -> Attached:
        """Attach objects that another service has written; `placed` is in the order of `uses`.

        Idempotent: after the commit it returns the same ids and no writes. Pass all uses of one
        transaction in one call, because equal objects share a media resource and a transaction may
        contain an item only once.
        """
        return self._attacher.attach(organization_id, list(uses), actor="system:media")

    def resources(
        self, organization_id: UUID, media_ids: Iterable[UUID]
    ) -> Mapping[UUID, MediaResource]:
        """The resources whose bytes can be read, by id; others are left out."""
        found = self._media.get_many(organization_id, media_ids)
        return {id: resource for id, resource in found.items() if resource.state in _SERVED}

    def public(
        self, organization_id: UUID, media_ids: Iterable[UUID]
    ) -> tuple[MediaResourcePublic, ...]:
        """The readable resources as clients see them, in the order of `media_ids`."""
        wanted = tuple(media_ids)
        found = self.public_by_id(organization_id, wanted)
        return tuple(found[media_id] for media_id in wanted if media_id in found)

    def public_by_id(
        self, organization_id: UUID, media_ids: Iterable[UUID]
    ) -> Mapping[UUID, MediaResourcePublic]:
        """As `public`, by id. For lists: look up the ids of a whole page in one call."""
        found = self.resources(organization_id, media_ids)
        return {media_id: self._public(resource) for media_id, resource in found.items()}

    def url(self, media_id: UUID, principal: Principal) -> str:
        """The resource's URL at the CDN. Raises NotFound (`media_not_found`)."""
        resource = self._media.get(principal.organization_id, media_id)
        if resource.state not in _SERVED:
            raise MEDIA_NOT_FOUND("Media not found")
        return self._url(resource)

    def _public(self, resource: MediaResource) -> MediaResourcePublic:
        return MediaResourcePublic(
            **resource.model_dump(include=set(MediaResourcePublic.model_fields) - {"url"}),
            url=self._url(resource),
        )

    def _url(self, resource: MediaResource) -> str:
        return f"{self._cdn_base_url}/{resource.key}"
