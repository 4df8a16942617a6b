"""The choice of a provider."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.wiring.base import ComputePart

if TYPE_CHECKING:
    from shared.compute.routing.connections import Adapters, Connections
    from shared.compute.routing.health import Health
    from shared.compute.routing.provider_status import ProviderStatusService
    from shared.compute.routing.router import Router


class RoutingWiring(ComputePart):
    @cached_property
    def adapters(self) -> "Adapters":
        from shared.providers import registry

        return registry

    @cached_property
    def connections(self) -> "Connections":
        from shared.compute.routing.connections import Connections

        return Connections(
            self.base.secrets, self.base.settings.require("providers_secret"), self.adapters
        )

    @cached_property
    def health(self) -> "Health":
        from shared.compute.routing.health import Health

        return Health(self.table)

    @cached_property
    def router(self) -> "Router":
        from shared.compute.billing.prices import price_of
        from shared.compute.routing.router import Router

        return Router(
            self.connections,
            self.health,
            self.compute.billing.budgets.allows,
            price_of,
            self.adapters,
        )

    @cached_property
    def provider_status(self) -> "ProviderStatusService":
        from shared.compute.admission.repository import AdmissionRepository
        from shared.compute.billing.prices import price_of
        from shared.compute.routing.provider_status import ProviderStatusService

        return ProviderStatusService(
            self.connections,
            self.health,
            AdmissionRepository(self.table),
            self.compute.billing.budgets.allows,
            price_of,
            self.adapters,
            self.clock,
        )
