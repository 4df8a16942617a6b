"""Generations, and the client of Compute."""

from functions.api.deps.foundation import provide

get_compute_client = provide(lambda platform: platform.compute_client)
get_generation_service = provide(lambda platform: platform.generation.generations)
get_generation_workflow_service = provide(lambda platform: platform.generation.workflow)
get_generation_control_service = provide(lambda platform: platform.generation.control)
get_budget_service = provide(lambda platform: platform.generation.budgets)
