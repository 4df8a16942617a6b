"""Composition of a generation and of its order from a scene and the options. Pure."""

from datetime import datetime
from uuid import UUID

from shared.compute.contract.tasks import Priority, TaskSubmission
from shared.generation.config import MAX_SEED, GenerationConfig
from shared.generation.models import Generation
from shared.generation.scene import Scene
from shared.generation.templates import GRAPH_VERSION, build_task_graph
from shared.generation.templates.graph_inputs import GraphInputs
from shared.identity.principal import Principal


def compose(
    generation_id: UUID,
    shot_id: UUID,
    scene: Scene,
    config: GenerationConfig,
    priority: Priority,
    principal: Principal,
    now: datetime,
) -> tuple[Generation, TaskSubmission]:
    """The generation and its order.

    Raises Invalid (`prompt_too_long`, ...) if Compute cannot carry out the order.
    """
    seed = choose_seed(config, generation_id)
    nodes = build_task_graph(
        GraphInputs(
            source_key=scene.source_key,
            product=scene.product,
            subject=scene.subject,
            reference_keys=scene.reference_keys,
            style=scene.style,
            shot_type=scene.shot_type,
            config=config,
            seed=seed,
        )
    )
    generation = Generation(
        id=generation_id,
        organization_id=principal.organization_id,
        created_at=now,
        updated_at=now,
        created_by=principal.user_id,
        shot_id=shot_id,
        shooting_id=scene.shooting.id,
        shooting_look_id=scene.look.id,
        shot_type_id=scene.shot_type.id,
        config=config,
        priority=priority,
        seed=seed,
        graph_version=GRAPH_VERSION,
        nodes_total=len(nodes),
    )
    order = TaskSubmission(
        generation_id=generation_id,
        organization_id=principal.organization_id,
        shooting_id=scene.shooting.id,
        policy=config.provider_policy,
        budget_cap_microusd=config.budget_cap_microusd,
        priority=priority,
        correlation_id=str(generation_id),
        actor=principal.actor,
        tasks=nodes,
    )
    return generation, order


def choose_seed(config: GenerationConfig, generation_id: UUID) -> int:
    """The requested seed, or one derived from the generation's id."""
    return config.seed if config.seed is not None else generation_id.int % (MAX_SEED + 1)
