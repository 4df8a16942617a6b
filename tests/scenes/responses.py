"""The response type of the HTTP test client.

Starlette's TestClient is built on httpx2; the product's own clients use httpx. Annotate what
`client.get(...)` returns with this type.
"""

from httpx2 import Response

__all__ = ["Response"]
