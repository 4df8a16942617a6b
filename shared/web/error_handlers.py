"""FastAPI answers failures with RFC 9457 problem documents (shared/core/problems.py)."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from shared.aws.outages import OUTAGES, unreachable
from shared.core import problems
from shared.core.errors import SartiqError
from shared.core.observability import get_logger
from shared.core.problems import Problem


def install(app: FastAPI, service: str) -> None:
    """Add the handlers to `app`; `service` names the logger."""

    @app.exception_handler(SartiqError)
    def on_domain_error(request: Request, error: SartiqError) -> JSONResponse:
        return respond(request, problems.of_error(error))

    @app.exception_handler(RequestValidationError)
    def on_bad_request(request: Request, error: RequestValidationError) -> JSONResponse:
        return respond(request, problems.of_findings(error.errors()))

    @app.exception_handler(HTTPException)
    def on_http_error(request: Request, error: HTTPException) -> JSONResponse:
        problem = problems.of_status(error.status_code, str(error.detail), error.headers)
        return respond(request, problem)

    def on_outage(request: Request, error: Exception) -> JSONResponse:
        get_logger(service).warning("service unreachable", reason=str(error))
        return respond(request, problems.of_error(unreachable()))

    for outage in OUTAGES:
        app.add_exception_handler(outage, on_outage)

    @app.exception_handler(Exception)
    def on_defect(request: Request, error: Exception) -> JSONResponse:
        get_logger(service).exception("unhandled error", path=request.url.path)
        return respond(request, problems.DEFECT)


def respond(request: Request, problem: Problem) -> JSONResponse:
    return JSONResponse(
        problem.body(request_id(request)),
        status_code=problem.status,
        headers=problem.headers,
        media_type=problems.MEDIA_TYPE,
    )


def request_id(request: Request) -> str:
    """API Gateway's id of the request, so that a report finds its log lines."""
    context = request.scope.get("aws.event", {}).get("requestContext", {})
    return str(context.get("requestId", ""))
