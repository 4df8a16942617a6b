"""Uploads, media resources, their bytes and their attachments."""

from collections.abc import Mapping
from uuid import UUID

from shared.aws import keys
from shared.aws.keys import Noun
from shared.aws.table import Query
from shared.media.models import Attachment
from shared.media.repository import MediaRepository, UploadRepository
from tests.integration.data_model.stage import Case, Kind, Proof, Stage
from tests.scenes.media_scene import announce, stored_product, upload
from tests.scenes.shooting_scene import store_generated_image

UPLOAD = Kind("upload", UploadRepository, lambda s: str(announce(s.client, s.org)["file_id"]))
MEDIA = Kind("media", MediaRepository, lambda s: str(store_generated_image(s.org)))


def upload_owner(stage: Stage) -> Proof:
    file_id = UPLOAD.make(stage)
    return Proof(
        {"upload": file_id},
        (stage.owner,),
        lambda: UploadRepository(stage.table).of_file(UUID(file_id)),
        by="organization_id",
    )


def sha256(stage: Stage) -> Proof:
    """Both organizations have the same bytes, and each finds its own resource."""
    product = stored_product(stage.client, stage.org, upload(stage.client, stage.org))
    media_id = UUID(product["images"][0]["id"])
    stored = MediaRepository(stage.table)
    digest = stored.get(stage.owner, media_id).sha256
    return Proof(
        {"org": stage.owner, "sha256": digest},
        (media_id,),
        lambda: stored.claims(stage.owner, [digest]),
        by="media_id",
    )


def attachments(stage: Stage) -> Proof:
    media_id = store_generated_image(stage.org)
    product_id = stage.post("/products", name="Coat", images=[{"media_id": str(media_id)}])
    attached = keys.collection(stage.owner, Noun.MEDIA, media_id)
    (item,) = stage.table.every(Query(attached))
    attachment = Attachment.model_validate({n: item[n] for n in Attachment.model_fields})
    return Proof(
        {"org": stage.owner, "media": media_id, "product": product_id},
        (product_id,),
        lambda: MediaRepository(stage.table).missing([attachment]),
        by="entity_id",
    )


CASES: Mapping[str, Case] = {
    "AP10": UPLOAD.by_id,
    "AP11": UPLOAD.by_ids,
    "AP12": upload_owner,
    "AP13": MEDIA.by_id,
    "AP14": MEDIA.by_ids,
    "AP15": sha256,
    "AP16": attachments,
}
