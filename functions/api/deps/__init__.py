"""Where the pieces are put together: settings, tables, services, and the caller.

Services are made once per process. A route asks for `Annotated[ProductService, Depends(...)]` and
imports the factory from its feature's module; here stand those that are used beside the routes.
"""

from functions.api.deps.foundation import get_bucket, get_table
from functions.api.deps.generation import get_generation_workflow_service
from functions.api.deps.media import get_media_service
from functions.api.deps.products import get_product_service
from functions.api.deps.realtime import get_connection_service
from functions.api.deps.review import (
    get_approved_shot_service,
    get_decision_service,
    get_prediction_service,
)
from functions.api.deps.shooting import (
    get_catalogue_service,
    get_shooting_look_service,
    get_shooting_service,
    get_shot_service,
)

__all__ = [
    "get_approved_shot_service",
    "get_bucket",
    "get_catalogue_service",
    "get_connection_service",
    "get_decision_service",
    "get_generation_workflow_service",
    "get_media_service",
    "get_prediction_service",
    "get_product_service",
    "get_shooting_look_service",
    "get_shooting_service",
    "get_shot_service",
    "get_table",
]
