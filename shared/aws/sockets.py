"""Open sockets (API Gateway's connection management)."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from shared.aws.clients import client


class SocketUnreachable(Exception):
    """The message did not get through now; the connection may well be alive."""


class Sockets:
    """`endpoint` is the https address of the WebSocket API's stage."""

    def __init__(self, endpoint: str, management: Any = None) -> None:
        self._client = management or client("apigatewaymanagementapi", endpoint)

    def post(self, connection_id: str, message: str) -> bool:
        """False when the connection is gone for good; `SocketUnreachable` on any other failure."""
        try:
            self._client.post_to_connection(ConnectionId=connection_id, Data=message.encode())
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") == "GoneException":
                return False
            raise SocketUnreachable(connection_id) from error
        except BotoCoreError as error:
            raise SocketUnreachable(connection_id) from error
        return True
