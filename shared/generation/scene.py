"""Inputs of a generation, read and checked before the first write."""

from dataclasses import dataclass
from uuid import UUID

from shared.generation.errors import PRODUCT_WITHOUT_IMAGE
from shared.library.models import ShotType, Style, Subject
from shared.library.service import LibraryService
from shared.library.vocabulary import Angle
from shared.media.service import MediaResourceService
from shared.products.errors import PRODUCT_NOT_FOUND
from shared.products.models import Product
from shared.products.service import ProductService
from shared.shooting.look_service import ShootingLookService
from shared.shooting.models import Shooting, ShootingLook
from shared.shooting.service import ShootingService


@dataclass(frozen=True)
class Scene:
    """`source_key` is the product's first image in the media bucket, `reference_keys` are the
    subject's base images.
    """

    shooting: Shooting
    look: ShootingLook
    shot_type: ShotType
    product: Product
    subject: Subject | None
    style: Style | None
    source_key: str
    reference_keys: tuple[str, ...] = ()


# Limit of Compute; providers accept few references.
_MAX_REFERENCES = 3


class SceneFinder:
    def __init__(
        self,
        shootings: ShootingService,
        looks: ShootingLookService,
        library: LibraryService,
        products: ProductService,
        media: MediaResourceService,
    ) -> None:
        self._shootings = shootings
        self._looks = looks
        self._library = library
        self._products = products
        self._media = media

    def find(self, organization_id: UUID, look_id: UUID, shot_type_id: UUID) -> Scene:
        """Raises NotFound for an unknown id, Invalid (`product_without_image`) without an image."""
        look = self._looks.get_entity(organization_id, look_id)
        shot_type = self._library.get_shot_type(organization_id, shot_type_id)
        product = self._find_product(look)
        subject = self._find_subject(look)
        return Scene(
            shooting=self._shootings.get_entity(organization_id, look.shooting_id),
            look=look,
            shot_type=shot_type,
            product=product,
            subject=subject,
            style=self._find_style(look),
            source_key=self._find_source_key(product),
            reference_keys=self._find_reference_keys(subject),
        )

    def _find_product(self, look: ShootingLook) -> Product:
        found = self._products.find_entities(look.organization_id, [look.main_product_id])
        if look.main_product_id not in found:
            raise PRODUCT_NOT_FOUND("Product not found")
        return found[look.main_product_id]

    def _find_subject(self, look: ShootingLook) -> Subject | None:
        if look.subject_id is None:
            return None
        return self._library.get_subject(look.organization_id, look.subject_id)

    def _find_style(self, look: ShootingLook) -> Style | None:
        if look.style_id is None:
            return None
        return self._library.get_style(look.organization_id, look.style_id)

    def _find_source_key(self, product: Product) -> str:
        """Key of the first image whose file exists."""
        readable = self._media.resources(product.organization_id, product.image_media_ids)
        for media_id in product.image_media_ids:
            if media_id in readable:
                return readable[media_id].key
        raise PRODUCT_WITHOUT_IMAGE(
            f"The product {product.name} has no image; add one to it, then start again.",
            extra={"product_id": str(product.id)},
        )

    def _find_reference_keys(self, subject: Subject | None) -> tuple[str, ...]:
        """Keys of the first base images whose files exist, front views first."""
        if subject is None or not subject.base_images:
            return ()
        ordered = sorted(subject.base_images, key=lambda image: image.angle is not Angle.FRONT)
        media_ids = [image.media_id for image in ordered]
        readable = self._media.resources(subject.organization_id, media_ids)
        keys = [readable[media_id].key for media_id in media_ids if media_id in readable]
        return tuple(keys[:_MAX_REFERENCES])
