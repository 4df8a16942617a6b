"""Stores bytes as a media resource once per organization, and each use of them as an attachment.

A resource's id is derived from the organization and the SHA-256 of the bytes. Concurrent writers
of equal bytes therefore use the same id and key: they copy to the same object, and the item that
claims the SHA-256 lets one of them create the record. The claim outlives the record. After the
resource is deleted, its id is part of the derivation of the next one's id, so that a late deletion
cannot hit the new object.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID

from shared.aws.bucket import Bucket, ObjectMissing
from shared.aws.outbox import put_event
from shared.aws.writes import Write
from shared.core.clock import Clock, iso
from shared.core.events import PLATFORM, make_event
from shared.core.ids import derived_id
from shared.media.deposits import Deposit
from shared.media.errors import OBJECT_EXPIRED, UPLOAD_EXPIRED
from shared.media.models import ATTACHABLE, Attachment, MediaResource
from shared.media.naming import media_key
from shared.media.repository import MediaRepository
from shared.media.sources import Source

_COPIES_AT_ONCE = 8


@dataclass(frozen=True)
class Use:
    """A source to attach to a slot of an entity; `position` is its index in the slot."""

    source: Source
    entity_type: str
    entity_id: UUID
    slot: str
    position: int = 0
    role: str | None = None


@dataclass(frozen=True)
class Placed:
    """A use and its media resource."""

    use: Use
    resource: MediaResource


@dataclass(frozen=True)
class Attached:
    """The writes for the caller's transaction, and the uses with their resources."""

    writes: tuple[Write, ...] = ()
    placed: tuple[Placed, ...] = ()

    def media_ids(self, slot: str) -> tuple[UUID, ...]:
        """The resources in a slot, in the order of the uses."""
        return tuple(placed.resource.id for placed in self._in(slot))

    def roles(self, slot: str) -> tuple[str | None, ...]:
        """The roles in a slot, in the order of `media_ids`."""
        return tuple(placed.use.role for placed in self._in(slot))

    def _in(self, slot: str) -> list[Placed]:
        return [placed for placed in self.placed if placed.use.slot == slot]


@dataclass(frozen=True)
class _Holding:
    """The resource that has certain bytes; `deposit` is set if it has yet to be created.

    `predecessor` is the id of a deleted resource with the same bytes.
    """

    resource: MediaResource
    deposit: Deposit | None = None
    predecessor: UUID | None = None


class Attacher:
    """Copies bytes to their canonical keys, and builds the writes of resources and attachments."""

    def __init__(self, media: MediaRepository, bucket: Bucket, clock: Clock) -> None:
        self._media = media
        self._bucket = bucket
        self._clock = clock

    def attach(self, organization_id: UUID, uses: Sequence[Use], *, actor: str) -> Attached:
        """Copy new bytes to their canonical keys and return the writes, which are not applied.

        Idempotent: attachments that are stored already give no writes. Applying the writes raises
        MediaMoved if another writer has stored the same bytes meanwhile. Raises Conflict
        (`upload_expired`, `object_expired`) if a deposited object no longer exists.
        """
        holdings = self._holdings(organization_id, [use.source for use in uses])
        self._relocate([h for h in holdings.values() if h.deposit])
        placed = tuple(Placed(use, holdings[use.source.sha256].resource) for use in uses)
        fresh = self._fresh(placed, holdings)
        counts = Counter(attachment.media_id for attachment in fresh)
        writes: list[Write] = []
        for holding in holdings.values():
            writes += self._retaining(holding, counts[holding.resource.id])
        writes += [self._media.attaching(attachment) for attachment in fresh]
        if fresh:
            writes += self._deduplications(placed, holdings, actor)
        return Attached(tuple(writes), placed)

    def _holdings(self, organization_id: UUID, sources: Sequence[Source]) -> dict[str, _Holding]:
        """The resource of each source, stored or new, by SHA-256."""
        held = {s.sha256: _Holding(s) for s in sources if isinstance(s, MediaResource)}
        deposits: dict[str, Deposit] = {}
        for source in sources:
            if isinstance(source, Deposit) and source.sha256 not in held:
                deposits.setdefault(source.sha256, source)
        claims = self._media.claims(organization_id, deposits) if deposits else {}
        claimed = self._media.get_many(organization_id, claims.values()) if claims else {}
        for digest, deposit in deposits.items():
            before = claims.get(digest)
            resource = claimed.get(before) if before else None
            if resource and resource.state in ATTACHABLE:
                held[digest] = _Holding(resource)
            else:
                successor = self._resource(organization_id, deposit, before)
                held[digest] = _Holding(successor, deposit, before)
        return held

    def _resource(
        self, organization_id: UUID, deposit: Deposit, predecessor: UUID | None
    ) -> MediaResource:
        resource_id = derived_id("media", organization_id, deposit.sha256, predecessor or "")
        now = self._clock()
        return MediaResource(
            **deposit.model_dump(exclude={"key", "file_id"}),
            id=resource_id,
            organization_id=organization_id,
            key=media_key(resource_id, deposit.mime),
            created_at=now,
            updated_at=now,
        )

    def _relocate(self, created: Sequence[_Holding]) -> None:
        """Copy before the commit, so that the URL of a stored resource is always valid."""
        if len(created) == 1:
            self._copy(created[0])
        elif created:
            with ThreadPoolExecutor(_COPIES_AT_ONCE) as pool:
                list(pool.map(self._copy, created))

    def _copy(self, holding: _Holding) -> None:
        deposit, resource = holding.deposit, holding.resource
        if deposit is None:
            return
        try:
            self._bucket.copy(deposit.key, resource.key, content_type=resource.mime)
        except ObjectMissing as missing:
            expired = UPLOAD_EXPIRED if deposit.file_id else OBJECT_EXPIRED
            raise expired(
                "The file is no longer there, for it was kept only for a limited time; "
                "send it again.",
            ) from missing

    def _fresh(
        self, placed: Sequence[Placed], holdings: Mapping[str, _Holding]
    ) -> list[Attachment]:
        """The attachments to write: those that an earlier, equal call has not stored."""
        created = {h.resource.id for h in holdings.values() if h.deposit}
        wanted = [self._attachment(p) for p in placed]
        known = [a for a in wanted if a.media_id not in created]
        fresh = self._media.missing(known) if known else []
        return fresh + [a for a in wanted if a.media_id in created]

    def _attachment(self, placed: Placed) -> Attachment:
        use = placed.use
        return Attachment(
            organization_id=placed.resource.organization_id,
            media_id=placed.resource.id,
            entity_type=use.entity_type,
            entity_id=use.entity_id,
            slot=use.slot,
            position=use.position,
            role=use.role,
            created_at=self._clock(),
        )

    def _retaining(self, holding: _Holding, count: int) -> list[Write]:
        """The write that counts the attachments; one per resource and transaction.

        A transaction may contain an item only once.
        """
        if holding.deposit:
            resource = holding.resource.model_copy(update={"refcount": count})
            return [
                self._media.creation(resource),
                self._media.claim(resource, holding.predecessor),
            ]
        if not count:
            return []
        return [self._media.retention(holding.resource, count, iso(self._clock()))]

    def _deduplications(
        self, placed: Sequence[Placed], holdings: Mapping[str, _Holding], actor: str
    ) -> list[Write]:
        """An event for each upload whose bytes the organization has stored before."""
        duplicates = {
            source.file_id: p.resource
            for p in placed
            if isinstance(source := p.use.source, Deposit)
            and source.file_id
            and source != holdings[source.sha256].deposit
        }
        return [
            put_event(
                make_event(
                    "media.deduplicated",
                    source=PLATFORM,
                    organization_id=resource.organization_id,
                    actor=actor,
                    data={"media_id": str(resource.id), "file_id": str(file_id)},
                    clock=self._clock,
                )
            )
            for file_id, resource in duplicates.items()
        ]
