"""The WebSocket API's three routes: $connect, $disconnect, $default."""

import json
from http import HTTPStatus
from typing import Any

from shared.core.errors import Unauthenticated
from shared.core.model import Model
from shared.realtime.errors import UNKNOWN_ACTION
from shared.realtime.schemas import Pong, SocketError
from shared.wiring.process import built_at_start, get_platform

Answer = dict[str, int]

get_connections = built_at_start(lambda: get_platform().realtime.connections)
get_sockets = built_at_start(lambda: get_platform().realtime.sockets)


def handler(event: dict[str, Any], context: object) -> Answer:
    request = event["requestContext"]
    connection_id = str(request["connectionId"])
    match request["routeKey"]:
        case "$connect":
            return _connect(event, connection_id)
        case "$disconnect":
            get_connections().close(connection_id)
        case _:
            answer = answer_to(event.get("body") or "")
            get_sockets().post(connection_id, answer.model_dump_json())
    return {"statusCode": HTTPStatus.OK}


def _connect(event: dict[str, Any], connection_id: str) -> Answer:
    ticket = (event.get("queryStringParameters") or {}).get("ticket", "")
    try:
        get_connections().open(ticket, connection_id)
    except Unauthenticated:
        return {"statusCode": HTTPStatus.UNAUTHORIZED}
    return {"statusCode": HTTPStatus.OK}


def answer_to(body: str) -> Model:
    """Reply to a message: a pong to a ping, an error message to anything else."""
    try:
        message = json.loads(body)
    except ValueError:
        message = None
    if isinstance(message, dict) and message.get("action") == "ping":
        return Pong()
    return SocketError(
        code=UNKNOWN_ACTION.name, detail='Send {"action": "ping"}; everything else goes over HTTP.'
    )
