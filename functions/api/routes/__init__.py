"""The router registry: one module per domain, named as in the seeds."""

from fastapi import APIRouter

from functions.api.routes import (
    auth,
    exports,
    files,
    gallery,
    generations,
    guidelines,
    organizations,
    predictions,
    products,
    shooting_looks,
    shootings,
    shot_types,
    shots,
    styles,
    subjects,
    uploads,
    ws,
)

ROUTERS: tuple[APIRouter, ...] = (
    auth.router,
    organizations.router,
    uploads.router,
    files.router,
    products.router,
    subjects.router,
    styles.router,
    guidelines.router,
    shot_types.router,
    shootings.router,
    shooting_looks.router,
    shots.router,
    predictions.router,
    generations.router,
    gallery.router,
    exports.router,
    ws.router,
)
