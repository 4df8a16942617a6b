"""Open sockets (API Gateway's connection management)."""

from http import HTTPStatus
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from shared.aws.clients import client


class SocketUnreachable(Exception):
    """The message did not get through now; `reason` is the error's name, for the log."""

    def __init__(self, connection_id: str, reason: str) -> None:
        super().__init__(f"{connection_id}: {reason}")
        self.reason = reason


class SocketServiceDown(SocketUnreachable):
    """The service is why, not the connection: it timed out, is throttling or has a fault."""


class Sockets:
    """`endpoint` is the https address of the WebSocket API's stage."""

    def __init__(self, endpoint: str, management: Any = None) -> None:
        self._client = management or client("apigatewaymanagementapi", endpoint)

    def post(self, connection_id: str, message: str) -> bool:
        """False when the connection is gone for good; `SocketUnreachable` on any other failure."""
        try:
            self._client.post_to_connection(ConnectionId=connection_id, Data=message.encode())
        except ClientError as error:
            status = _status(error)
            if status == HTTPStatus.GONE:
                return False
            passing = status >= HTTPStatus.INTERNAL_SERVER_ERROR
            passing = passing or status == HTTPStatus.TOO_MANY_REQUESTS
            family = SocketServiceDown if passing else SocketUnreachable
            raise family(connection_id, str(error.response["Error"]["Code"])) from error
        except BotoCoreError as error:
            raise SocketServiceDown(connection_id, type(error).__name__) from error
        return True


def _status(error: ClientError) -> int:
    return int(error.response["ResponseMetadata"]["HTTPStatusCode"])
