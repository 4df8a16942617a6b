"""Facts about a prediction that its caption may mention."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shared.library.models import Style
from shared.library.service import LibraryService
from shared.media.service import MediaResourceService
from shared.products.models import Product
from shared.products.service import ProductService
from shared.review.models import Prediction
from shared.review.prediction_service import PredictionService
from shared.shooting.look_service import ShootingLookService

# Limits of Compute's caption node, in characters.
_LINE, _NOTES = 300, 2000


@dataclass(frozen=True)
class Facts:
    """`image_key` is None if the file is missing or is a video, which models cannot read."""

    prediction: Prediction
    image_key: str | None
    product: Product | None
    style: Style | None

    def params(self) -> dict[str, Any]:
        """Parameters of the caption node about the content; unknown facts are left out."""
        product = self.product
        known = {
            "image_key": self.image_key,
            "product": product.name[:_LINE] if product else "",
            "brand": (product.brand or "")[:_LINE] if product else "",
            "category": (product.category or "")[:_LINE] if product else "",
            "notes": "; ".join(self._notes())[:_NOTES],
        }
        return {name: value for name, value in known.items() if value}

    def _notes(self) -> Iterator[str]:
        colours = ", ".join(_colours(self.product)) if self.product else ""
        if colours:
            yield f"colours: {colours}"
        if self.style:
            yield f"set: {self.style.prompt_fragment or self.style.description or self.style.name}"


class FactFinder:
    def __init__(
        self,
        predictions: PredictionService,
        looks: ShootingLookService,
        products: ProductService,
        library: LibraryService,
        media: MediaResourceService,
    ) -> None:
        self._predictions = predictions
        self._looks = looks
        self._products = products
        self._library = library
        self._media = media

    def require(self, organization_id: UUID, prediction_id: UUID) -> Prediction:
        """Raises NotFound (`prediction_not_found`) also for a deleted prediction."""
        return self._predictions.get_entity(organization_id, prediction_id)

    def find(self, organization_id: UUID, prediction_id: UUID) -> Facts:
        prediction = self.require(organization_id, prediction_id)
        look = self._looks.get_entity(organization_id, prediction.shooting_look_id)
        products = self._products.find_entities(organization_id, [look.main_product_id])
        style = self._library.get_style(organization_id, look.style_id) if look.style_id else None
        return Facts(
            prediction=prediction,
            image_key=self._image_key(prediction),
            product=products.get(look.main_product_id),
            style=style,
        )

    def _image_key(self, prediction: Prediction) -> str | None:
        found = self._media.resources(prediction.organization_id, [prediction.media_id])
        media = found.get(prediction.media_id)
        return media.key if media and media.mime.startswith("image/") else None


def _colours(product: Product) -> Iterator[str]:
    """Values of all attributes with `colour` or `color` in their name, as texts or lists."""
    for name, value in product.attributes.items():
        if "colour" in name.lower() or "color" in name.lower():
            members = value if isinstance(value, list) else [value]
            yield from (member for member in members if isinstance(member, str) and member)
