"""POST /ws/ticket."""

from fastapi.testclient import TestClient

from tests.integration.route_cases import Org, RequestArgs, RouteCase


def _nothing(client: TestClient, org: Org) -> RequestArgs:
    return RequestArgs()


CASES = [RouteCase("POST", "/api/v1/ws/ticket", _nothing, 201)]
