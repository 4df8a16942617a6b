"""What a test in another process may ask of the simulator: `/_control/...`."""

from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from tests.simulator.faults import Fault
from tests.simulator.vendors import connections
from tests.simulator.world import World


def control(world: World) -> Mount:
    async def orders(request: Request) -> Response:
        """`?provider=` narrows the list."""
        wanted = request.query_params.get("provider")
        all_orders = world.orders_of(wanted) if wanted else list(world.orders.values())
        told = [order.summary() | {"state": world.state(order)} for order in all_orders]
        return JSONResponse({"orders": told})

    async def plant(request: Request) -> Response:
        """One fault or a list of them, with the fields of `Fault`."""
        given: Any = await request.json()
        try:
            faults = [Fault(**one) for one in (given if isinstance(given, list) else [given])]
        except (TypeError, ValueError) as error:
            return JSONResponse({"detail": str(error)}, status_code=400)
        world.faults.add(*faults)
        return JSONResponse({"faults": world.faults.listed()})

    async def waiting(request: Request) -> Response:
        """Those that wait for their victim, and those that have met it."""
        struck = [asdict(each) for each in list(world.struck)]
        return JSONResponse({"faults": world.faults.listed(), "struck": struck})

    async def latency(request: Request) -> Response:
        given = await request.json()
        world.latency_seconds[given["provider"]] = float(given["seconds"])
        return JSONResponse(world.latency_seconds)

    async def reset(request: Request) -> Response:
        world.reset()
        return Response(status_code=204)

    async def secret(request: Request) -> Response:
        origin = f"{request.url.scheme}://{request.url.netloc}"
        return JSONResponse(connections(origin))

    return Mount(
        "/_control",
        routes=[
            Route("/orders", orders),
            Route("/faults", plant, methods=["POST"]),
            Route("/faults", waiting),
            Route("/latency", latency, methods=["POST"]),
            Route("/reset", reset, methods=["POST"]),
            Route("/connections", secret),
        ],
    )
