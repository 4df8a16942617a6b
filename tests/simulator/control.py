"""The routes `/_control/...`, through which other processes control the simulator."""

from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from tests.simulator.faults import Fault
from tests.simulator.state import SimulatorState
from tests.simulator.vendors import connections


def control(state: SimulatorState) -> Mount:
    async def jobs(request: Request) -> Response:
        """The jobs of all providers, or of `?provider=`."""
        wanted = request.query_params.get("provider")
        all_jobs = state.jobs_of(wanted) if wanted else list(state.jobs.values())
        reply = [job.summary() | {"state": state.status(job)} for job in all_jobs]
        return JSONResponse({"jobs": reply})

    async def inject(request: Request) -> Response:
        """Injects one fault or a list of faults, with the fields of `Fault`."""
        given: Any = await request.json()
        try:
            faults = [Fault(**one) for one in (given if isinstance(given, list) else [given])]
        except (TypeError, ValueError) as error:
            return JSONResponse({"detail": str(error)}, status_code=400)
        state.faults.add(*faults)
        return JSONResponse({"faults": state.faults.listed()})

    async def waiting(request: Request) -> Response:
        """The pending faults and the triggered ones."""
        triggered = [asdict(each) for each in list(state.triggered)]
        return JSONResponse({"faults": state.faults.listed(), "triggered": triggered})

    async def latency(request: Request) -> Response:
        given = await request.json()
        state.latency_seconds[given["provider"]] = float(given["seconds"])
        return JSONResponse(state.latency_seconds)

    async def reset(request: Request) -> Response:
        state.reset()
        return Response(status_code=204)

    async def secret(request: Request) -> Response:
        origin = f"{request.url.scheme}://{request.url.netloc}"
        return JSONResponse(connections(origin))

    return Mount(
        "/_control",
        routes=[
            Route("/jobs", jobs),
            Route("/faults", inject, methods=["POST"]),
            Route("/faults", waiting),
            Route("/latency", latency, methods=["POST"]),
            Route("/reset", reset, methods=["POST"]),
            Route("/connections", secret),
        ],
    )
