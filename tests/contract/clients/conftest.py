"""The API on a loopback port, with its products in memory."""

import threading
import time
from collections.abc import Iterator
from typing import cast

import pytest
import uvicorn

from functions.api.app import create_app
from functions.api.deps.caller import get_current_user
from functions.api.deps.products import get_product_service
from shared.aws.bucket import Bucket
from shared.core.ids import new_id
from shared.identity.principal import Principal
from shared.identity.scopes import Role
from shared.media.repository import MediaRepository
from shared.media.service import MediaResourceService
from shared.products.repository import ProductRepository
from shared.products.service import ProductService
from tests.scenes.memory_table import MemoryTable

_START_SECONDS = 20.0


@pytest.fixture(scope="module")
def api() -> Iterator[str]:
    """The address of the API; everyone who calls it is the owner of one organization."""
    app = create_app()
    caller = Principal(user_id=new_id(), organization_id=new_id(), role=Role.OWNER)
    products = _products()
    app.dependency_overrides[get_current_user] = lambda: caller
    app.dependency_overrides[get_product_service] = lambda: products
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{_port(server, thread)}"
    server.should_exit = True
    thread.join()


def _products() -> ProductService:
    table = MemoryTable()
    no_bucket = cast(Bucket, object())  # products without images need none
    media = MediaResourceService(MediaRepository(table), no_bucket, "https://cdn.test")
    return ProductService(ProductRepository(table), media)


def _port(server: uvicorn.Server, thread: threading.Thread) -> int:
    deadline = time.monotonic() + _START_SECONDS
    while not server.started:
        assert thread.is_alive()
        assert time.monotonic() < deadline
        time.sleep(0.01)
    port: int = server.servers[0].sockets[0].getsockname()[1]
    return port
