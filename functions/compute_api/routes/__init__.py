"""The router registry."""

from fastapi import APIRouter

from functions.compute_api.routes import tasks

ROUTERS: tuple[APIRouter, ...] = (tasks.router,)
