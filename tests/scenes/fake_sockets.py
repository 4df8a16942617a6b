"""A fake of the management API of WebSocket connections."""

from collections import defaultdict
from typing import Any

from botocore.exceptions import ClientError, ReadTimeoutError

NO_ANSWER = -1


class FakeManagement:
    """Stands in for boto3's apigatewaymanagementapi client."""

    def __init__(self) -> None:
        self.posted: dict[str, list[str]] = defaultdict(list)
        self.failing: dict[str, int] = {}  # by connection: the status it is answered with
        self.lasting: dict[str, int] = {}  # by connection: messages until there is no answer

    def post_to_connection(self, *, ConnectionId: str, Data: bytes) -> None:  # noqa: N803
        status = self.failing.get(ConnectionId)
        got = len(self.posted.get(ConnectionId, ()))
        if status == NO_ANSWER or got == self.lasting.get(ConnectionId):
            raise ReadTimeoutError(endpoint_url="http://sockets.test")
        if status:
            answer: Any = {
                "Error": {"Code": "Refused"},
                "ResponseMetadata": {"HTTPStatusCode": status},
            }
            raise ClientError(answer, "PostToConnection")
        self.posted[ConnectionId].append(Data.decode())
