"""Shootings with their looks and shots."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.wiring.base import PlatformPart

if TYPE_CHECKING:
    from shared.shooting.look_service import ShootingLookService
    from shared.shooting.service import ShootingService
    from shared.shooting.shot_service import ShotService


class ShootingWiring(PlatformPart):
    @cached_property
    def shootings(self) -> "ShootingService":
        from shared.shooting.repositories import ShootingRepository
        from shared.shooting.service import ShootingService

        return ShootingService(
            ShootingRepository(self.table), self.platform.library.entries, self.clock
        )

    @cached_property
    def shots(self) -> "ShotService":
        from shared.shooting import repositories as stored
        from shared.shooting.shot_service import ShotService

        table = self.table
        return ShotService(
            stored.ShotRepository(table),
            stored.LookRepository(table),
            stored.ShootingRepository(table),
            self.clock,
        )

    @cached_property
    def looks(self) -> "ShootingLookService":
        from shared.shooting.look_service import ShootingLookService
        from shared.shooting.repositories import LookRepository

        entries = self.platform.library.entries
        products = self.platform.products.service
        return ShootingLookService(
            LookRepository(self.table), self.shots, self.shootings, entries, products, self.clock
        )
