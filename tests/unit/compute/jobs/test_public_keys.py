"""Public keys of providers: cached, and read again after a failed signature."""

import json
from typing import Any

import httpx
import pytest

from shared.compute.jobs.callbacks import PublicKeys
from shared.providers.adapter import Adapter, BaseAdapter, Connection
from shared.providers.http import ProviderClient

ACCOUNT = Connection(owner="platform", secrets={}, base_url="https://vendor.test")
OLD, NEW = {"kid": "old"}, {"kid": "new"}


class SigningAdapter(BaseAdapter):
    name = "vendor"
    base_url = "https://vendor.test"
    models = ()

    def build_submit(self, request: Any, job: Any) -> Any:
        raise AssertionError("nothing is ordered here")

    def parse_submit(self, reply: Any, job: Any) -> Any:
        raise AssertionError("nothing is ordered here")

    def keys_url(self, connection: Connection) -> str:
        return f"{connection.base_url}/jwks.json"


class PlainAdapter(SigningAdapter):
    def keys_url(self, connection: Connection) -> str:
        return ""


ADAPTER: Adapter = SigningAdapter()


class Vendor:
    """A server that gives one answer per request."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.now = 0.0
        self.asked = 0
        client = ProviderClient(transport=httpx.MockTransport(self._answer))
        self.keys = PublicKeys(client, lambda: self.now)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(200, content=json.dumps(answer).encode())


def test_keys_are_read_once_a_day() -> None:
    vendor = Vendor({"keys": [OLD]}, {"keys": [NEW]})
    for at in (0.0, 3_600.0, 86_399.0):
        vendor.now = at
        assert vendor.keys.of(ADAPTER, ACCOUNT) == (OLD,)
    assert vendor.asked == 1
    vendor.now = 86_400.0
    assert vendor.keys.of(ADAPTER, ACCOUNT) == (NEW,)


def test_forged_callbacks_cost_one_request_a_minute() -> None:
    vendor = Vendor({"keys": [OLD]}, {"keys": [NEW]})
    vendor.keys.of(ADAPTER, ACCOUNT)
    for _ in range(5):
        assert vendor.keys.of(ADAPTER, ACCOUNT, fresh=True) == (OLD,)
    assert vendor.asked == 1
    vendor.now = 60.0
    assert vendor.keys.of(ADAPTER, ACCOUNT, fresh=True) == (NEW,)
    assert vendor.keys.of(ADAPTER, ACCOUNT) == (NEW,)


def test_outage_leaves_the_known_keys() -> None:
    vendor = Vendor({"keys": [OLD]}, httpx.ConnectError("down"), {"keys": [NEW]})
    vendor.keys.of(ADAPTER, ACCOUNT)
    vendor.now = 86_400.0
    assert vendor.keys.of(ADAPTER, ACCOUNT) == (OLD,)


def test_unknown_keys_are_asked_for_again_soon() -> None:
    vendor = Vendor(httpx.ReadTimeout("late"), {"keys": [OLD]})
    assert vendor.keys.of(ADAPTER, ACCOUNT) == ()
    assert vendor.keys.of(ADAPTER, ACCOUNT) == ()
    vendor.now = 60.0
    assert vendor.keys.of(ADAPTER, ACCOUNT) == (OLD,)
    assert vendor.asked == 2


@pytest.mark.parametrize("answer", [None, [], {}, {"keys": "no"}, {"keys": [1, "x"]}])
def test_nonsense_is_no_key(answer: Any) -> None:
    assert Vendor(answer).keys.of(ADAPTER, ACCOUNT) == ()


def test_provider_without_keys_is_not_asked() -> None:
    vendor = Vendor()
    assert vendor.keys.of(PlainAdapter(), ACCOUNT) == ()
    assert vendor.asked == 0


def test_each_account_host_has_its_own_keys() -> None:
    vendor = Vendor({"keys": [OLD]}, {"keys": [NEW]})
    proxied = Connection(owner="acme", secrets={}, base_url="https://proxy.test")
    assert vendor.keys.of(ADAPTER, ACCOUNT) == (OLD,)
    assert vendor.keys.of(ADAPTER, proxied) == (NEW,)
