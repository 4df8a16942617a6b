"""Generations, from the start to the results that Compute's events report."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.wiring.base import PlatformPart

if TYPE_CHECKING:
    from shared.generation.budget_service import BudgetService
    from shared.generation.control_service import GenerationControlService
    from shared.generation.event_listener import ComputeEventListener
    from shared.generation.scene import SceneFinder
    from shared.generation.service import GenerationService
    from shared.generation.workflow_service import GenerationWorkflowService


class GenerationWiring(PlatformPart):
    @cached_property
    def generations(self) -> "GenerationService":
        from shared.generation.repository import GenerationRepository
        from shared.generation.service import GenerationService

        return GenerationService(GenerationRepository(self.table))

    @cached_property
    def workflow(self) -> "GenerationWorkflowService":
        from shared.generation.repository import GenerationRepository
        from shared.generation.results import ResultKeeper
        from shared.generation.workflow_service import GenerationWorkflowService

        shooting = self.platform.shooting
        results = ResultKeeper(
            shooting.shots, self.platform.review.predictions, self.platform.media.resources
        )
        return GenerationWorkflowService(
            GenerationRepository(self.table),
            self.platform.compute_client,
            self.scenes,
            shooting.shootings,
            shooting.shots,
            results,
            self.clock,
        )

    @cached_property
    def scenes(self) -> "SceneFinder":
        from shared.generation.scene import SceneFinder

        shooting = self.platform.shooting
        return SceneFinder(
            shooting.shootings,
            shooting.looks,
            self.platform.library.entries,
            self.platform.products.service,
            self.platform.media.resources,
        )

    @cached_property
    def control(self) -> "GenerationControlService":
        from shared.generation.control_service import GenerationControlService
        from shared.generation.repository import GenerationRepository

        return GenerationControlService(
            GenerationRepository(self.table),
            self.platform.compute_client,
            self.platform.shooting.shootings,
            self.clock,
        )

    @cached_property
    def budgets(self) -> "BudgetService":
        from shared.generation.budget_service import BudgetService

        return BudgetService(self.platform.compute_client, self.platform.shooting.shootings)

    @cached_property
    def event_listener(self) -> "ComputeEventListener":
        from shared.captions.service import CAPTION_REQUESTED
        from shared.compute_client.order_listener import OrderListener
        from shared.generation.event_listener import ComputeEventListener
        from shared.library.base_image_service import BASE_IMAGES_REQUESTED

        platform, compute = self.platform, self.platform.compute_client
        captions, images = platform.captions.service, platform.library.base_images
        return ComputeEventListener(
            self.workflow,
            compute,
            {
                "caption": OrderListener(captions, compute, CAPTION_REQUESTED, "caption_id"),
                "subject": OrderListener(images, compute, BASE_IMAGES_REQUESTED, "order_id"),
            },
        )
