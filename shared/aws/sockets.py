"""Messages to open sockets (API Gateway's management API)."""

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from shared.aws.clients import client

if TYPE_CHECKING:
    from types_boto3_apigatewaymanagementapi import ApiGatewayManagementApiClient


class SocketUnreachable(Exception):
    """A message was not delivered; `reason` is the name of the error, for the log."""

    def __init__(self, connection_id: str, reason: str) -> None:
        super().__init__(f"{connection_id}: {reason}")
        self.reason = reason


class SocketServiceDown(SocketUnreachable):
    """The service failed, not the connection: timeout, throttling or an internal error."""


class Sockets:
    """`endpoint` is the HTTPS address of the WebSocket API's stage."""

    def __init__(self, endpoint: str, management: Any = None) -> None:
        self._client: ApiGatewayManagementApiClient = management or client(
            "apigatewaymanagementapi", endpoint
        )

    def post(self, connection_id: str, message: str) -> bool:
        """Send `message`; return False if the connection is closed (HTTP 410).

        Raises SocketServiceDown on a timeout, throttling or an internal error, and
        SocketUnreachable on any other error.
        """
        try:
            self._client.post_to_connection(ConnectionId=connection_id, Data=message.encode())
        except ClientError as error:
            status = _status(error)
            if status == HTTPStatus.GONE:
                return False
            is_down = status >= HTTPStatus.INTERNAL_SERVER_ERROR
            is_down = is_down or status == HTTPStatus.TOO_MANY_REQUESTS
            family = SocketServiceDown if is_down else SocketUnreachable
            raise family(connection_id, str(error.response["Error"]["Code"])) from error
        except BotoCoreError as error:
            raise SocketServiceDown(connection_id, type(error).__name__) from error
        return True


def _status(error: ClientError) -> int:
    return int(error.response["ResponseMetadata"]["HTTPStatusCode"])
