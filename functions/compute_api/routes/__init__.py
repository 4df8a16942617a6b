"""The router registry."""

from fastapi import APIRouter

from functions.compute_api.routes import budgets, costs, estimates, providers, tasks

ROUTERS: tuple[APIRouter, ...] = (
    estimates.router,
    tasks.router,
    costs.router,
    budgets.router,
    providers.router,
)
