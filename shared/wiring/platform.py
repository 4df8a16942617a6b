"""The services of Platform, one attribute per feature."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.wiring.base import Base
from shared.wiring.captions import CaptionsWiring
from shared.wiring.delivery import DeliveryWiring
from shared.wiring.generation import GenerationWiring
from shared.wiring.identity import IdentityWiring
from shared.wiring.library import LibraryWiring
from shared.wiring.media import MediaWiring
from shared.wiring.products import ProductsWiring
from shared.wiring.realtime import RealtimeWiring
from shared.wiring.review import ReviewWiring
from shared.wiring.shooting import ShootingWiring

if TYPE_CHECKING:
    from shared.compute_client.client import ComputeServerClient


class Platform:
    def __init__(self, base: Base) -> None:
        self.base = base
        self.captions = CaptionsWiring(self)
        self.delivery = DeliveryWiring(self)
        self.generation = GenerationWiring(self)
        self.identity = IdentityWiring(self)
        self.library = LibraryWiring(self)
        self.media = MediaWiring(self)
        self.products = ProductsWiring(self)
        self.realtime = RealtimeWiring(self)
        self.review = ReviewWiring(self)
        self.shooting = ShootingWiring(self)

    @cached_property
    def compute_client(self) -> "ComputeServerClient":
        from shared.compute_client.client import ComputeServerClient

        settings, secrets = self.base.settings, self.base.secrets
        token = settings.require("compute_server_admin_token")
        url = settings.require("compute_server_api_url")
        return ComputeServerClient(url, lambda: secrets.current(token))
