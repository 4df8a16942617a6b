"""One valid request per route; `tests/integration/test_routes.py` sends it as four callers.

Each feature has a module here with `CASES: list[RouteCase]`. A route without a case fails the
walk, and so does a case without a route.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from fastapi.testclient import TestClient

from shared.identity.principal import Principal


@dataclass(frozen=True)
class Org:
    """An organization with its owner; `headers` carry the owner's bearer token."""

    organization_id: UUID
    user_id: UUID
    principal: Principal
    headers: dict[str, str]


@dataclass(frozen=True)
class RequestArgs:
    path_params: Mapping[str, object] = field(default_factory=dict)
    json: Any = None
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RouteCase:
    """`make(client, org)` prepares the data as that organization and returns a valid request.

    `path` is the template of the app ("/api/v1/products/{product_id}"), `status` what the
    owner gets. Another organization that sends the very same request must get 404 where the
    path names an entity; elsewhere 404, an empty list, or an answer of its own that repeats no
    id of the request. Set `foreign_status` only where that rule does not fit, such as a bulk
    route that answers 200 and repeats the ids it refused.
    """

    method: str
    path: str
    make: Callable[[TestClient, Org], RequestArgs]
    status: int
    foreign_status: int | None = None

    @property
    def route(self) -> tuple[str, str]:
        return self.method, self.path


def collect_cases() -> list[RouteCase]:
    """The CASES of every module of this package, in order of their routes."""
    modules = [
        importlib.import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__)
    ]
    cases = [case for module in modules for case in module.CASES]
    return sorted(cases, key=lambda case: (case.path, case.method))
